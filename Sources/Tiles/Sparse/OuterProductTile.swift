import CVectors
import RegisterTiles

/// Adds the weight gradient tiles of patterns that samples share. Of each share the widest comes first.
func addOuterProductTiles(to table: TileTable) {
  #if AVX512  // 32 registers
    for samples in [2, 4, 8] { table.limitPanels(samples: samples, bytes: 16 << 10) }
    table.addOuterProduct(samples: 8, vectors: 2) { outerProduct(InlineArray<8, InlineArray<2, Vector>>.self, $0) }
    table.addOuterProduct(samples: 4, vectors: 4) { outerProduct(InlineArray<4, InlineArray<4, Vector>>.self, $0) }
  #elseif AVX2  // 16 registers
    table.addOuterProduct(samples: 8, vectors: 2) {
      outerProduct(InlineArray<4, InlineArray<2, Vector>>.self, $0, share: 8)
    }
  #endif
  table.addOuterProduct(samples: 8, vectors: 1) { outerProduct(InlineArray<8, InlineArray<1, Vector>>.self, $0) }
  table.addOuterProduct(samples: 4, vectors: 2) { outerProduct(InlineArray<4, InlineArray<2, Vector>>.self, $0) }
  table.addOuterProduct(samples: 4, vectors: 1) { outerProduct(InlineArray<4, InlineArray<1, Vector>>.self, $0) }
  table.addOuterProduct(samples: 2, vectors: 4) { outerProduct(InlineArray<2, InlineArray<4, Vector>>.self, $0) }
  table.addOuterProduct(samples: 2, vectors: 2) { outerProduct(InlineArray<2, InlineArray<2, Vector>>.self, $0) }
  table.addOuterProduct(samples: 2, vectors: 1) { outerProduct(InlineArray<2, InlineArray<1, Vector>>.self, $0) }
}

/// The weight gradient of `columns` vectors of input channels from `samples` of the `share` samples that share a pattern.
///
/// The samples' inputs stay in registers: each row of the panel that is loaded and stored takes `samples` multiply-adds.
///
///     for each kept channel:   panel[channel][j] += sum over s of value[s] * input[s][j]
@inline(__always)
private func outerProduct<let samples: Int, let columns: Int>(
  _ shape: InlineArray<samples, InlineArray<columns, Vector>>.Type, _ job: OuterProductJob, share: Int = samples
) {
  let lanes = Vector.scalarCount
  for pixel in 0..<job.pixels {
    for item in 0..<job.sampleGroups * (share / samples) {
      let (group, part) = (item / (share / samples), item % (share / samples))
      var inputs = InlineArray<samples, InlineArray<columns, Vector>>(repeating: .init(repeating: .zero))
      let input = UnsafeRawPointer(job.input + pixel * job.inputPixelStride + item * samples * job.sampleStride)
      for s in 0..<samples {
        for j in 0..<columns {
          inputs[s][j] = input.loadUnaligned(
            fromByteOffset: (s * job.sampleStride + j * lanes) * MemoryLayout<Float>.stride, as: Vector.self)
        }
      }
      // The next pixel's inputs lie a whole pixel away, too far for the processor to foresee.
      for s in 0..<samples {
        let next = input + (s * job.sampleStride + job.inputPixelStride) * MemoryLayout<Float>.stride
        for line in 0..<columns * MemoryLayout<Vector>.size / 64 { prefetch(next + line * 64) }
      }
      let first = pixel * job.pixelStride + group * job.groupStride
      if part == 0 {
        // So does its row of the packed gradient; after some lines the processor foresees the rest.
        let next = first + job.pixelStride
        prefetch(job.channelIndices + next)
        for line in 0..<min(8, (job.count * share + 15) / 16) { prefetch(job.values + next * share + line * 16) }
      }
      let channelIndices = job.channelIndices + first
      var values = job.values + first * share + part * samples
      for entry in 0..<job.count {
        let row = UnsafeMutableRawPointer(job.panel + Int(channelIndices[entry]) * (columns * lanes))
          .assumingMemoryBound(to: Vector.self)
        var sums = InlineArray<columns, Vector>(repeating: .zero)
        for j in 0..<columns { sums[j] = row[j] }
        for s in 0..<samples {
          let value = Vector(repeating: values[s])
          for j in 0..<columns { sums[j] = multiplyAdd(value, inputs[s][j], sums[j]) }
        }
        for j in 0..<columns { row[j] = sums[j] }
        values += share
      }
    }
  }
}
