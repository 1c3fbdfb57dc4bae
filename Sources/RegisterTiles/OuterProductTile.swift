import CVectors

/// A run of output pixels x groups of samples whose outer products are added to one panel of the weight gradient.
public struct OuterProductJob {
  /// Packed gradient at the first item: channel numbers, and for each of them the values of the group's samples.
  public var channels: UnsafePointer<UInt16>
  public var values: UnsafePointer<Float>
  /// Entries that an item has in the panel.
  public var count: Int
  /// The first item's input pixel, and floats from a sample to the next.
  public var input: UnsafePointer<Float>
  public var sampleStride: Int
  /// The row that output channel 0 would have: `width` floats a channel.
  public var panel: UnsafeMutablePointer<Float>
  /// Items: `pixels` x `sampleGroups`, with the distances between them in packed entries and in floats of the input.
  public var pixels: Int
  public var pixelStride: Int
  public var inputPixelStride: Int
  public var sampleGroups: Int
  public var groupStride: Int

  @inlinable
  public init(
    channels: UnsafePointer<UInt16>, values: UnsafePointer<Float>, count: Int, input: UnsafePointer<Float>,
    sampleStride: Int, panel: UnsafeMutablePointer<Float>, pixels: Int, pixelStride: Int, inputPixelStride: Int,
    sampleGroups: Int, groupStride: Int
  ) {
    self.channels = channels
    self.values = values
    self.count = count
    self.input = input
    self.sampleStride = sampleStride
    self.panel = panel
    self.pixels = pixels
    self.pixelStride = pixelStride
    self.inputPixelStride = inputPixelStride
    self.sampleGroups = sampleGroups
    self.groupStride = groupStride
  }
}

/// The weight gradient of `columns` vectors of input channels from `samples` samples that share a pattern.
///
/// The samples' inputs stay in registers: each row of the panel that is loaded and stored takes `samples` multiply-adds.
///
///     for each kept channel:   panel[channel][j] += sum over s of value[s] * input[s][j]
@inlinable @inline(__always)
public func outerProductTile<Arithmetic: MultiplyAdd, V: SIMD, let samples: Int, let columns: Int>(
  _ arithmetic: Arithmetic.Type, _ shape: InlineArray<samples, InlineArray<columns, V>>.Type, _ job: OuterProductJob
) where V.Scalar == Float {
  let lanes = V.scalarCount
  for pixel in 0..<job.pixels {
    for group in 0..<job.sampleGroups {
      var inputs = InlineArray<samples, InlineArray<columns, V>>(repeating: .init(repeating: V(repeating: 0)))
      let input = UnsafeRawPointer(job.input + pixel * job.inputPixelStride + group * samples * job.sampleStride)
      for s in 0..<samples {
        for j in 0..<columns {
          inputs[s][j] = input.loadUnaligned(
            fromByteOffset: (s * job.sampleStride + j * lanes) * MemoryLayout<Float>.stride, as: V.self)
        }
      }
      // The next pixel's inputs lie a whole pixel away, too far for the processor to foresee.
      for s in 0..<samples {
        let next = input + (s * job.sampleStride + job.inputPixelStride) * MemoryLayout<Float>.stride
        for line in 0..<columns * MemoryLayout<V>.size / 64 { prefetch(next + line * 64) }
      }
      let first = pixel * job.pixelStride + group * job.groupStride
      let channels = job.channels + first
      var values = job.values + first * samples
      for entry in 0..<job.count {
        let row = UnsafeMutableRawPointer(job.panel + Int(channels[entry]) * (columns * lanes))
          .assumingMemoryBound(to: V.self)
        var sums = InlineArray<columns, V>(repeating: V(repeating: 0))
        for j in 0..<columns { sums[j] = row[j] }
        for s in 0..<samples {
          let value = V(repeating: values[s])
          for j in 0..<columns { sums[j] = Arithmetic.multiplyAdd(value, inputs[s][j], sums[j]) }
        }
        for j in 0..<columns { row[j] = sums[j] }
        values += samples
      }
    }
  }
}
