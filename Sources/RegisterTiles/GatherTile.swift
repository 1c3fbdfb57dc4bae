import CVectors

/// What one kernel tap adds to an input pixel: a run of one packed row and the weights that it multiplies.
public struct GatherTap {
  /// Index of the run's first entry, for the first group of samples.
  public var first: Int
  /// Entries in the run.
  public var count: Int
  /// The weights that output channel 0 would have: `width` floats a channel.
  public var weights: UnsafePointer<Float>

  @inlinable @inline(__always)
  public init(first: Int, count: Int, weights: UnsafePointer<Float>) {
    self.first = first
    self.count = count
    self.weights = weights
  }
}

/// One input pixel of one block of input channels, for several groups of samples.
public struct GatherJob {
  /// Packed gradient: channel numbers, and for each of them the values of the group's samples.
  public var channels: UnsafePointer<UInt16>
  public var values: UnsafePointer<Float>
  public var taps: UnsafePointer<GatherTap>
  public var tapCount: Int
  public var sampleGroups: Int
  /// Entries from a group of samples to the next.
  public var groupStride: Int
  /// First sample's pixel, and floats from a sample to the next.
  public var output: UnsafeMutablePointer<Float>
  public var sampleStride: Int

  @inlinable
  public init(
    channels: UnsafePointer<UInt16>, values: UnsafePointer<Float>, taps: UnsafePointer<GatherTap>, tapCount: Int,
    sampleGroups: Int, groupStride: Int, output: UnsafeMutablePointer<Float>, sampleStride: Int
  ) {
    self.channels = channels
    self.values = values
    self.taps = taps
    self.tapCount = tapCount
    self.sampleGroups = sampleGroups
    self.groupStride = groupStride
    self.output = output
    self.sampleStride = sampleStride
  }
}

/// The input gradient of `samples` samples that share a pattern x `columns` vectors of input channels.
///
/// Sums stay in registers over all taps and kept channels and are written once: each weight vector that is loaded
/// serves `samples` multiply-adds.
///
///     for each tap, for each kept channel:   sum[s][j] += value[s] * weights[channel][j]
@inlinable @inline(__always)
public func gatherTile<Arithmetic: MultiplyAdd, V: SIMD, let samples: Int, let columns: Int>(
  _ arithmetic: Arithmetic.Type, _ shape: InlineArray<samples, InlineArray<columns, V>>.Type, _ job: GatherJob
) where V.Scalar == Float {
  let lanes = V.scalarCount
  for group in 0..<job.sampleGroups {
    let output = UnsafeMutableRawPointer(job.output + group * samples * job.sampleStride)
    // Samples lie a whole image apart, too far for the processor to foresee; the lines come while the sums are made.
    for s in 0..<samples {
      for line in 0..<columns * MemoryLayout<V>.size / 64 {
        prefetch(output + s * job.sampleStride * MemoryLayout<Float>.stride + line * 64)
      }
    }
    var sums = InlineArray<samples, InlineArray<columns, V>>(repeating: .init(repeating: V(repeating: 0)))
    for tapIndex in 0..<job.tapCount {
      let tap = job.taps[tapIndex]
      let first = tap.first + group * job.groupStride
      let channels = job.channels + first
      var values = job.values + first * samples
      for entry in 0..<tap.count {
        let weights = UnsafeRawPointer(tap.weights + Int(channels[entry]) * (columns * lanes))
          .assumingMemoryBound(to: V.self)
        if samples >= 4 {
          // Weights come from the second-level cache or beyond. Entries past the last exist (`PackedGradient`).
          let ahead = tap.weights + Int(channels[entry + 8]) * (columns * lanes)
          for line in 0..<columns * MemoryLayout<V>.size / 64 { prefetch(ahead + line * 16) }
        }
        for j in 0..<columns {
          let weight = weights[j]
          for s in 0..<samples {
            sums[s][j] = Arithmetic.multiplyAdd(V(repeating: values[s]), weight, sums[s][j])
          }
        }
        values += samples
      }
    }
    for s in 0..<samples {
      for j in 0..<columns {
        output.storeBytes(
          of: sums[s][j], toByteOffset: (s * job.sampleStride + j * lanes) * MemoryLayout<Float>.stride, as: V.self)
      }
    }
  }
}
