import CVectors
import RegisterTiles

/// Adds the weight gradient tiles of patterns that samples share. Of each share the widest comes first.
func addOuterProductTiles(to table: SparseTable) {
  #if AVX512 || BFLOAT16  // 32 registers
    for samples in [2, 4, 8] { table.limitPanels(samples: samples, bytes: 16 << 10) }
  #endif
  #if BFLOAT16
    table.addOuterProduct(samples: 8, vectors: 4) { outerProduct(InlineArray<4, InlineArray<4, Vector>>.self, $0) }
    table.addOuterProduct(samples: 8, vectors: 2) { outerProduct(InlineArray<4, InlineArray<2, Vector>>.self, $0) }
    table.addOuterProduct(samples: 8, vectors: 1) { outerProduct(InlineArray<4, InlineArray<1, Vector>>.self, $0) }
    table.addOuterProduct(samples: 4, vectors: 4) { outerProduct(InlineArray<2, InlineArray<4, Vector>>.self, $0) }
    table.addOuterProduct(samples: 4, vectors: 2) { outerProduct(InlineArray<2, InlineArray<2, Vector>>.self, $0) }
    table.addOuterProduct(samples: 4, vectors: 1) { outerProduct(InlineArray<2, InlineArray<1, Vector>>.self, $0) }
    table.addOuterProduct(samples: 2, vectors: 4) { outerProduct(InlineArray<1, InlineArray<4, Vector>>.self, $0) }
    table.addOuterProduct(samples: 2, vectors: 2) { outerProduct(InlineArray<1, InlineArray<2, Vector>>.self, $0) }
    table.addOuterProduct(samples: 2, vectors: 1) { outerProduct(InlineArray<1, InlineArray<1, Vector>>.self, $0) }
  #else
    #if AVX512
      table.addOuterProduct(samples: 8, vectors: 2) { outerProduct(InlineArray<8, InlineArray<2, Vector>>.self, $0) }
      table.addOuterProduct(samples: 4, vectors: 4) { outerProduct(InlineArray<4, InlineArray<4, Vector>>.self, $0) }
    #elseif AVX2  // 16 registers
      table.addOuterProduct(samples: 4, vectors: 3) { outerProduct(InlineArray<4, InlineArray<3, Vector>>.self, $0) }
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
  #endif
}

/// The weight gradient of `columns` vectors of input channels from some of the `share` samples that share a pattern: those
/// that `terms` multiply-adds take.
///
/// The samples' inputs stay in registers: each row of the panel that is loaded and stored takes `terms` multiply-adds.
///
///     for each kept channel:   panel[channel][j] += sum over s of value[s] * input[s][j]
@inline(__always)
private func outerProduct<let terms: Int, let columns: Int>(
  _ shape: InlineArray<terms, InlineArray<columns, Vector>>.Type, _ job: OuterProductJob,
  share: Int = terms * factorsPerLane
) {
  let lanes = Vector.scalarCount
  let samples = terms * factorsPerLane
  let words = share / factorsPerLane
  for pixel in 0..<job.pixels {
    for item in 0..<job.sampleGroups * (share / samples) {
      let (group, part) = (item / (share / samples), item % (share / samples))
      var inputs = InlineArray<terms, InlineArray<columns, Vector>>(repeating: .init(repeating: .zero))
      let input = job.input + pixel * job.inputPixelStride + item * terms * job.sampleStride
      for t in 0..<terms {
        for j in 0..<columns { inputs[t][j] = .load(input + t * job.sampleStride + j * lanes) }
      }
      // The next pixel's inputs lie a whole pixel away, too far for the processor to foresee.
      for t in 0..<terms {
        let next = input + t * job.sampleStride + job.inputPixelStride
        for line in 0..<columns * MemoryLayout<Vector>.size / 64 { prefetch(next + line * 16) }
      }
      let first = pixel * job.pixelStride + group * job.groupStride
      if part == 0 {
        // So does its row of the packed gradient; after some lines the processor foresees the rest.
        let next = first + job.pixelStride
        prefetch(job.channelIndices + next)
        for line in 0..<min(8, (job.count * words + 15) / 16) { prefetch(job.values + next * words + line * 16) }
      }
      let channelIndices = job.channelIndices + first
      var values = job.values + first * words + part * terms
      for entry in 0..<job.count {
        let row = UnsafeMutableRawPointer(job.panel + Int(channelIndices[entry]) * job.panelStride)
          .assumingMemoryBound(to: Vector.self)
        var sums = InlineArray<columns, Vector>(repeating: .zero)
        for j in 0..<columns { sums[j] = row[j] }
        for t in 0..<terms {
          let value = Vector(repeating: values[t])
          for j in 0..<columns { sums[j] = multiplyAdd(value, inputs[t][j], sums[j]) }
        }
        for j in 0..<columns { row[j] = sums[j] }
        values += words
      }
    }
  }
}
