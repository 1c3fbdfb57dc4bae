import RegisterTiles

/// Adds the input gradient tiles for weights in the first-level cache. Of each share the widest comes first.
func addPanelTiles(to table: TileTable) {
  table.addPanel(samples: 2, vectors: 4) { panel(InlineArray<2, InlineArray<4, Vector>>.self, $0) }
  table.addPanel(samples: 2, vectors: 2) { panel(InlineArray<2, InlineArray<2, Vector>>.self, $0) }
  table.addPanel(samples: 2, vectors: 1) { panel(InlineArray<2, InlineArray<1, Vector>>.self, $0) }
  table.addPanel(samples: 1, vectors: 8) { panel(InlineArray<1, InlineArray<8, Vector>>.self, $0) }
  table.addPanel(samples: 1, vectors: 4) { panel(InlineArray<1, InlineArray<4, Vector>>.self, $0) }
  table.addPanel(samples: 1, vectors: 2) { panel(InlineArray<1, InlineArray<2, Vector>>.self, $0) }
  table.addPanel(samples: 1, vectors: 1) { panel(InlineArray<1, InlineArray<1, Vector>>.self, $0) }
}

/// Adds what one panel of weights contributes to the input gradient of `samples` samples that share a pattern x `columns`
/// vectors of input channels.
///
/// With few samples to a pattern each weight vector that is loaded serves few multiply-adds, so weights have to come
/// from the first-level cache; the sums are loaded and stored once a panel.
///
///     for each kept channel of the panel:   sum[s][j] += value[s] * weights[channel][j]
@inline(__always)
private func panel<let samples: Int, let columns: Int>(
  _ shape: InlineArray<samples, InlineArray<columns, Vector>>.Type, _ job: PanelJob
) {
  let lanes = Vector.scalarCount
  for pixel in 0..<job.pixels {
    for group in 0..<job.sampleGroups {
      let item = UnsafeMutableRawPointer(
        job.sums + pixel * job.sumsPixelStride + group * (samples * columns * lanes)
      ).assumingMemoryBound(to: Vector.self)
      var sums = InlineArray<samples, InlineArray<columns, Vector>>(repeating: .init(repeating: .zero))
      for s in 0..<samples { for j in 0..<columns { sums[s][j] = item[s * columns + j] } }
      let first = pixel * job.pixelStride + group * job.groupStride
      let channelIndices = job.channelIndices + first
      var values = job.values + first * samples
      for entry in 0..<job.count {
        let weights = UnsafeRawPointer(job.weights + Int(channelIndices[entry]) * (columns * lanes))
          .assumingMemoryBound(to: Vector.self)
        for j in 0..<columns {
          let weight = weights[j]
          for s in 0..<samples {
            sums[s][j] = multiplyAdd(Vector(repeating: values[s]), weight, sums[s][j])
          }
        }
        values += samples
      }
      for s in 0..<samples { for j in 0..<columns { item[s * columns + j] = sums[s][j] } }
    }
  }
}
