/// Pixels x groups of samples to whose sums a panel of weights, small enough for the first-level cache, is applied.
public struct PanelJob {
  /// Packed gradient at the first item: channel numbers, and for each of them the values of the group's samples.
  public var channels: UnsafePointer<UInt16>
  public var values: UnsafePointer<Float>
  /// Entries that an item has in the panel.
  public var count: Int
  /// The weights that output channel 0 would have: `width` floats a channel.
  public var weights: UnsafePointer<Float>
  /// The first item's sums, [sample][width].
  public var sums: UnsafeMutablePointer<Float>
  /// Items: `pixels` x `sampleGroups`, with the distances between them in packed entries and in floats of the sums.
  public var pixels: Int
  public var pixelStride: Int
  public var sumsPixelStride: Int
  public var sampleGroups: Int
  public var groupStride: Int

  @inlinable
  public init(
    channels: UnsafePointer<UInt16>, values: UnsafePointer<Float>, count: Int, weights: UnsafePointer<Float>,
    sums: UnsafeMutablePointer<Float>, pixels: Int, pixelStride: Int, sumsPixelStride: Int, sampleGroups: Int,
    groupStride: Int
  ) {
    self.channels = channels
    self.values = values
    self.count = count
    self.weights = weights
    self.sums = sums
    self.pixels = pixels
    self.pixelStride = pixelStride
    self.sumsPixelStride = sumsPixelStride
    self.sampleGroups = sampleGroups
    self.groupStride = groupStride
  }
}

/// Adds what one panel of weights contributes to the input gradient of `samples` samples that share a pattern x `columns`
/// vectors of input channels.
///
/// With few samples to a pattern each weight vector that is loaded serves few multiply-adds, so weights have to come
/// from the first-level cache; the sums are loaded and stored once a panel.
///
///     for each kept channel of the panel:   sum[s][j] += value[s] * weights[channel][j]
@inlinable @inline(__always)
public func panelTile<Arithmetic: MultiplyAdd, V: SIMD, let samples: Int, let columns: Int>(
  _ arithmetic: Arithmetic.Type, _ shape: InlineArray<samples, InlineArray<columns, V>>.Type, _ job: PanelJob
) where V.Scalar == Float {
  let lanes = V.scalarCount
  for pixel in 0..<job.pixels {
    for group in 0..<job.sampleGroups {
      let item = UnsafeMutableRawPointer(
        job.sums + pixel * job.sumsPixelStride + group * (samples * columns * lanes)
      ).assumingMemoryBound(to: V.self)
      var sums = InlineArray<samples, InlineArray<columns, V>>(repeating: .init(repeating: V(repeating: 0)))
      for s in 0..<samples { for j in 0..<columns { sums[s][j] = item[s * columns + j] } }
      let first = pixel * job.pixelStride + group * job.groupStride
      let channels = job.channels + first
      var values = job.values + first * samples
      for entry in 0..<job.count {
        let weights = UnsafeRawPointer(job.weights + Int(channels[entry]) * (columns * lanes))
          .assumingMemoryBound(to: V.self)
        for j in 0..<columns {
          let weight = weights[j]
          for s in 0..<samples {
            sums[s][j] = Arithmetic.multiplyAdd(V(repeating: values[s]), weight, sums[s][j])
          }
        }
        values += samples
      }
      for s in 0..<samples { for j in 0..<columns { item[s * columns + j] = sums[s][j] } }
    }
  }
}
