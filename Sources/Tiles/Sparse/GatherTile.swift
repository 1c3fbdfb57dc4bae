import CVectors
import RegisterTiles

/// Adds the input gradient tiles. Of each share the widest comes first.
func addGatherTiles(to table: SparseTable) {
  #if AVX512 || BFLOAT16  // 32 registers
    table.addGather(samples: 8, vectors: 2) { gather(InlineArray<8, InlineArray<2, Vector>>.self, $0) }
    table.addGather(samples: 4, vectors: 4) { gather(InlineArray<4, InlineArray<4, Vector>>.self, $0) }
  #elseif AVX2  // 16 registers
    for samples in [4, 8] { table.limitPasses(samples: samples, bytes: 32 << 10) }
    table.addGather(samples: 8, vectors: 3) { gather(InlineArray<4, InlineArray<3, Vector>>.self, $0, share: 8) }
    table.addGather(samples: 8, vectors: 2) { gather(InlineArray<4, InlineArray<2, Vector>>.self, $0, share: 8) }
    table.addGather(samples: 4, vectors: 3) { gather(InlineArray<4, InlineArray<3, Vector>>.self, $0) }
  #endif
  table.addGather(samples: 8, vectors: 1) { gather(InlineArray<8, InlineArray<1, Vector>>.self, $0) }
  table.addGather(samples: 4, vectors: 2) { gather(InlineArray<4, InlineArray<2, Vector>>.self, $0) }
  table.addGather(samples: 4, vectors: 1) { gather(InlineArray<4, InlineArray<1, Vector>>.self, $0) }
  table.addGather(samples: 2, vectors: 4) { gather(InlineArray<2, InlineArray<4, Vector>>.self, $0) }
  table.addGather(samples: 2, vectors: 2) { gather(InlineArray<2, InlineArray<2, Vector>>.self, $0) }
  table.addGather(samples: 2, vectors: 1) { gather(InlineArray<2, InlineArray<1, Vector>>.self, $0) }
  table.addGather(samples: 1, vectors: 8) { gather(InlineArray<1, InlineArray<8, Vector>>.self, $0) }
  table.addGather(samples: 1, vectors: 4) { gather(InlineArray<1, InlineArray<4, Vector>>.self, $0) }
  table.addGather(samples: 1, vectors: 2) { gather(InlineArray<1, InlineArray<2, Vector>>.self, $0) }
  table.addGather(samples: 1, vectors: 1) { gather(InlineArray<1, InlineArray<1, Vector>>.self, $0) }
}

/// The input gradient of `samples` of the `share` samples that share a pattern x `columns` vectors of input channels.
///
/// Sums stay in registers over all taps and kept channels of the job and are written once: each weight vector that is
/// loaded serves `samples` multiply-adds.
///
///     for each tap, for each kept channel:   sum[s][j] += value[s] * weights[channel][j]
@inline(__always)
private func gather<let samples: Int, let columns: Int>(
  _ shape: InlineArray<samples, InlineArray<columns, Vector>>.Type, _ job: GatherJob, share: Int = samples
) {
  if job.tapCount == 1 {
    // Known before the loops: what stands between two items' products costs more than its instructions.
    let tap = job.taps[0]
    eachItem(shape, job, share) { addTap(&$0, job, tap, entry: $1, share, firstSample: $2) }
  } else {
    eachItem(shape, job, share) { sums, entry, sample in
      for tap in 0..<job.tapCount { addTap(&sums, job, job.taps[tap], entry: entry, share, firstSample: sample) }
    }
  }
}

/// Begins and stores the sums of each pixel and each `samples` samples; `add` adds what a row of the packed gradient, given
/// by its first entry, contributes to them.
@inline(__always)
private func eachItem<let samples: Int, let columns: Int>(
  _ shape: InlineArray<samples, InlineArray<columns, Vector>>.Type, _ job: GatherJob, _ share: Int,
  add: (_ sums: inout InlineArray<samples, InlineArray<columns, Vector>>, _ entry: Int, _ firstSample: Int) -> Void
) {
  let width = columns * Vector.scalarCount
  for pixel in 0..<job.pixels {
    for item in 0..<job.sampleGroups * (share / samples) {
      let (group, part) = (item / (share / samples), item % (share / samples))
      let output = job.output + pixel * job.outputPixelStride + item * samples * job.sampleStride
      if job.sampleStride > width {
        // Samples lie a whole image apart, too far for the processor to foresee; they come while the sums are made.
        for s in 0..<samples { prefetchRow(shape, output + s * job.sampleStride) }
      }
      var sums = InlineArray<samples, InlineArray<columns, Vector>>(repeating: .init(repeating: .zero))
      if let initial = job.initial {
        let first = UnsafeRawPointer(initial + pixel * job.initialPixelStride + item * samples * width)
          .assumingMemoryBound(to: Vector.self)
        for s in 0..<samples { for j in 0..<columns { sums[s][j] = first[s * columns + j] } }
      }
      add(&sums, pixel * job.pixelStride + group * job.groupStride, part * samples)
      for s in 0..<samples {
        let row = UnsafeMutableRawPointer(output + s * job.sampleStride)
        for j in 0..<columns {
          row.storeBytes(of: sums[s][j], toByteOffset: j * MemoryLayout<Vector>.size, as: Vector.self)
        }
      }
    }
  }
}

@inline(__always)
private func addTap<let samples: Int, let columns: Int>(
  _ sums: inout InlineArray<samples, InlineArray<columns, Vector>>, _ job: GatherJob, _ tap: GatherTap, entry: Int,
  _ share: Int,
  firstSample: Int
) {
  let channelIndices = job.channelIndices + tap.first + entry
  var values = job.values + (tap.first + entry) / factorsPerLane * share + firstSample
  for entry in stride(from: 0, to: tap.count, by: factorsPerLane) {
    // Samples outside: of 16 registers 12 for sums and 3 for weights leave one for a value.
    let weights = loadWeights(
      of: InlineArray<columns, Vector>.self, from: tap.weights, stride: job.weightStride, channelIndices + entry,
      prefetches: samples >= 4)
    for s in 0..<samples {
      let value = Vector(repeating: values[s])
      for j in 0..<columns { sums[s][j] = multiplyAdd(value, weights[j], sums[s][j]) }
    }
    values += share
  }
}

#if BFLOAT16
  /// The rows of two channels, their weights side by side; of each two vectors a row's weights lie so that zipping gives
  /// them in order (`roundWeights`).
  @inline(__always)
  private func loadWeights<let columns: Int>(
    of shape: InlineArray<columns, Vector>.Type, from base: UnsafePointer<Float>, stride rowStride: Int,
    _ channelIndices: UnsafePointer<UInt16>, prefetches: Bool
  ) -> InlineArray<columns, Vector> {
    let first = base + Int(channelIndices[0]) * rowStride
    let second = base + Int(channelIndices[1]) * rowStride
    if prefetches {
      // Weights come from the second-level cache or beyond. Entries past the last exist (`PackedGradient`).
      for later in 8..<10 {
        let row = base + Int(channelIndices[later]) * rowStride
        for line in 0..<(columns + 1) / factorsPerLane { prefetch(row + line * 16) }
      }
    }
    var weights = InlineArray<columns, Vector>(repeating: .zero)
    if columns == 1 {
      weights[0] = zippedHalves(first, second)
    } else {
      for j in stride(from: 0, to: columns, by: 2) {
        let (a, b) = (Vector.load(first + j * 8), Vector.load(second + j * 8))
        weights[j] = zipLowFactors(a, b)
        weights[j + 1] = zipHighFactors(a, b)
      }
    }
    return weights
  }
#else
  /// The row of one channel.
  @inline(__always)
  private func loadWeights<let columns: Int>(
    of shape: InlineArray<columns, Vector>.Type, from base: UnsafePointer<Float>, stride rowStride: Int,
    _ channelIndices: UnsafePointer<UInt16>, prefetches: Bool
  ) -> InlineArray<columns, Vector> {
    let row = UnsafeRawPointer(base + Int(channelIndices[0]) * rowStride).assumingMemoryBound(to: Vector.self)
    #if AVX512
      if prefetches, columns * MemoryLayout<Vector>.size >= 64 {
        // Weights come from the second-level cache or beyond. Entries past the last exist (`PackedGradient`).
        prefetchRow(InlineArray<1, InlineArray<columns, Vector>>.self, base + Int(channelIndices[8]) * rowStride)
      }
    #endif
    var weights = InlineArray<columns, Vector>(repeating: .zero)
    for j in 0..<columns { weights[j] = row[j] }
    return weights
  }
#endif

@inline(__always)
private func prefetchRow<let samples: Int, let columns: Int>(
  _ shape: InlineArray<samples, InlineArray<columns, Vector>>.Type, _ row: UnsafePointer<Float>
) {
  for line in 0..<(columns * MemoryLayout<Vector>.size + 63) / 64 { prefetch(row + line * 16) }
}
