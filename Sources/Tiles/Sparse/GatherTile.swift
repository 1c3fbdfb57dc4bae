import CVectors
import RegisterTiles

/// Adds the input gradient tiles that keep their sums in registers over all taps. Of each share the widest comes first.
func addGatherTiles(to table: TileTable) {
  #if AVX512  // 32 registers
    table.addGather(samples: 8, vectors: 2) { gather(InlineArray<8, InlineArray<2, Vector>>.self, $0) }
    table.addGather(samples: 4, vectors: 4) { gather(InlineArray<4, InlineArray<4, Vector>>.self, $0) }
  #endif
  table.addGather(samples: 8, vectors: 1) { gather(InlineArray<8, InlineArray<1, Vector>>.self, $0) }
  table.addGather(samples: 4, vectors: 2) { gather(InlineArray<4, InlineArray<2, Vector>>.self, $0) }
  table.addGather(samples: 4, vectors: 1) { gather(InlineArray<4, InlineArray<1, Vector>>.self, $0) }
  table.addGather(samples: 2, vectors: 4) { gather(InlineArray<2, InlineArray<4, Vector>>.self, $0) }
  table.addGather(samples: 2, vectors: 2) { gather(InlineArray<2, InlineArray<2, Vector>>.self, $0) }
  table.addGather(samples: 2, vectors: 1) { gather(InlineArray<2, InlineArray<1, Vector>>.self, $0) }
  table.addGather(samples: 1, vectors: 4) { gather(InlineArray<1, InlineArray<4, Vector>>.self, $0) }
  table.addGather(samples: 1, vectors: 2) { gather(InlineArray<1, InlineArray<2, Vector>>.self, $0) }
  table.addGather(samples: 1, vectors: 1) { gather(InlineArray<1, InlineArray<1, Vector>>.self, $0) }
}

/// The input gradient of `samples` samples that share a pattern x `columns` vectors of input channels.
///
/// Sums stay in registers over all taps and kept channels and are written once: each weight vector that is loaded
/// serves `samples` multiply-adds.
///
///     for each tap, for each kept channel:   sum[s][j] += value[s] * weights[channel][j]
@inline(__always)
private func gather<let samples: Int, let columns: Int>(
  _ shape: InlineArray<samples, InlineArray<columns, Vector>>.Type, _ job: GatherJob
) {
  let lanes = Vector.scalarCount
  for group in 0..<job.sampleGroups {
    let output = UnsafeMutableRawPointer(job.output + group * samples * job.sampleStride)
    // Samples lie a whole image apart, too far for the processor to foresee; the lines come while the sums are made.
    for s in 0..<samples {
      for line in 0..<columns * MemoryLayout<Vector>.size / 64 {
        prefetch(output + s * job.sampleStride * MemoryLayout<Float>.stride + line * 64)
      }
    }
    var sums = InlineArray<samples, InlineArray<columns, Vector>>(repeating: .init(repeating: .zero))
    for tapIndex in 0..<job.tapCount {
      let tap = job.taps[tapIndex]
      let first = tap.first + group * job.groupStride
      let channelIndices = job.channelIndices + first
      var values = job.values + first * samples
      for entry in 0..<tap.count {
        let weights = UnsafeRawPointer(tap.weights + Int(channelIndices[entry]) * (columns * lanes))
          .assumingMemoryBound(to: Vector.self)
        if samples >= 4 {
          // Weights come from the second-level cache or beyond. Entries past the last exist (`PackedGradient`).
          let ahead = tap.weights + Int(channelIndices[entry + 8]) * (columns * lanes)
          for line in 0..<columns * MemoryLayout<Vector>.size / 64 { prefetch(ahead + line * 16) }
        }
        for j in 0..<columns {
          let weight = weights[j]
          for s in 0..<samples {
            sums[s][j] = multiplyAdd(Vector(repeating: values[s]), weight, sums[s][j])
          }
        }
        values += samples
      }
    }
    for s in 0..<samples {
      for j in 0..<columns {
        output.storeBytes(
          of: sums[s][j], toByteOffset: (s * job.sampleStride + j * lanes) * MemoryLayout<Float>.stride, as: Vector.self
        )
      }
    }
  }
}
