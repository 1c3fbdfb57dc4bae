/// Pixels x groups of samples to whose sums a panel of weights, small enough for the first-level cache, is applied.
public struct PanelJob {
  /// Packed gradient at the first item: channel indices, and for each of them the values of the group's samples.
  public var channelIndices: UnsafePointer<UInt16>
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
    channelIndices: UnsafePointer<UInt16>, values: UnsafePointer<Float>, count: Int, weights: UnsafePointer<Float>,
    sums: UnsafeMutablePointer<Float>, pixels: Int, pixelStride: Int, sumsPixelStride: Int, sampleGroups: Int,
    groupStride: Int
  ) {
    self.channelIndices = channelIndices
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
