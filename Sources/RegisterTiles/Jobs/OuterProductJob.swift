/// A run of output pixels x groups of samples whose outer products are added to one panel of the weight gradient.
public struct OuterProductJob {
  /// Packed gradient at the first item: channel indices, and for each of them the values of the group's samples
  /// (bf16: `RoundingTiles`).
  public var channelIndices: UnsafePointer<UInt16>
  public var values: UnsafePointer<Float>
  /// Entries that an item has in the panel.
  public var count: Int
  /// The first item's input pixel, and words from a sample (bf16: a pair of samples) to the next.
  public var input: UnsafePointer<Float>
  public var sampleStride: Int
  /// The row that output channel 0 would have: `width` floats a channel.
  public var panel: UnsafeMutablePointer<Float>
  /// Floats from a channel's row to the next's: the tile's width; as `GatherJob.weightStride`.
  public var panelStride: Int
  /// Items: `pixels` x `sampleGroups`, with the distances between them in packed entries and in floats of the input.
  public var pixels: Int
  public var pixelStride: Int
  public var inputPixelStride: Int
  public var sampleGroups: Int
  public var groupStride: Int

  @inlinable
  public init(
    channelIndices: UnsafePointer<UInt16>, values: UnsafePointer<Float>, count: Int, input: UnsafePointer<Float>,
    sampleStride: Int, panel: UnsafeMutablePointer<Float>, panelStride: Int, pixels: Int, pixelStride: Int,
    inputPixelStride: Int, sampleGroups: Int, groupStride: Int
  ) {
    self.channelIndices = channelIndices
    self.values = values
    self.count = count
    self.input = input
    self.sampleStride = sampleStride
    self.panel = panel
    self.panelStride = panelStride
    self.pixels = pixels
    self.pixelStride = pixelStride
    self.inputPixelStride = inputPixelStride
    self.sampleGroups = sampleGroups
    self.groupStride = groupStride
  }
}
