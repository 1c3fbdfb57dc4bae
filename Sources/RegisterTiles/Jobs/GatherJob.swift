/// What one kernel tap adds to an input pixel: a run of one packed row and the weights that it multiplies.
public struct GatherTap {
  /// Index of the run's first entry, for the first group of samples.
  public var first: Int
  /// Entries in the run.
  public var count: Int
  /// The weights that output channel 0 would have: `width` factors a channel.
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
  /// Packed gradient: channel indices, and for each of them the values of the group's samples (bf16: `RoundingTiles`).
  public var channelIndices: UnsafePointer<UInt16>
  public var values: UnsafePointer<Float>
  /// The taps of the first pixel.
  public var taps: UnsafePointer<GatherTap>
  public var tapCount: Int
  /// Words from a channel's weights to the next's: the tile's width (bf16: half of it). A tile could know it, but multiplies
  /// in one instruction by what it reads, in two or three by some numbers that it knows.
  public var weightStride: Int
  public var pixels: Int
  /// Entries from a pixel to the next.
  public var pixelStride: Int
  public var sampleGroups: Int
  /// Entries from a group of samples to the next.
  public var groupStride: Int
  /// What the sums begin with, [sample][the tile's width] at each pixel; zeros if nil. May be the output.
  public var initial: UnsafePointer<Float>?
  /// Floats from a pixel to the next in `initial`.
  public var initialPixelStride: Int
  /// The first sample's first pixel, overwritten with the sums.
  public var output: UnsafeMutablePointer<Float>
  /// Floats from a pixel to the next, and from a sample to the next.
  public var outputPixelStride: Int
  public var sampleStride: Int

  @inlinable
  public init(
    channelIndices: UnsafePointer<UInt16>, values: UnsafePointer<Float>, taps: UnsafePointer<GatherTap>, tapCount: Int,
    weightStride: Int, pixels: Int, pixelStride: Int, sampleGroups: Int, groupStride: Int,
    initial: UnsafePointer<Float>?,
    initialPixelStride: Int, output: UnsafeMutablePointer<Float>, outputPixelStride: Int, sampleStride: Int
  ) {
    self.channelIndices = channelIndices
    self.values = values
    self.taps = taps
    self.tapCount = tapCount
    self.weightStride = weightStride
    self.pixels = pixels
    self.pixelStride = pixelStride
    self.sampleGroups = sampleGroups
    self.groupStride = groupStride
    self.initial = initial
    self.initialPixelStride = initialPixelStride
    self.output = output
    self.outputPixelStride = outputPixelStride
    self.sampleStride = sampleStride
  }
}
