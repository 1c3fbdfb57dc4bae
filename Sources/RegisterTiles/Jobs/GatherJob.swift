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
  /// Packed gradient: channel indices, and for each of them the values of the group's samples.
  public var channelIndices: UnsafePointer<UInt16>
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
    channelIndices: UnsafePointer<UInt16>, values: UnsafePointer<Float>, taps: UnsafePointer<GatherTap>, tapCount: Int,
    sampleGroups: Int, groupStride: Int, output: UnsafeMutablePointer<Float>, sampleStride: Int
  ) {
    self.channelIndices = channelIndices
    self.values = values
    self.taps = taps
    self.tapCount = tapCount
    self.sampleGroups = sampleGroups
    self.groupStride = groupStride
    self.output = output
    self.sampleStride = sampleStride
  }
}
