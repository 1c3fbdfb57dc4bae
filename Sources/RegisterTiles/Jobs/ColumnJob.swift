/// Output channels, each with the list of the pixels that keep it, and the inputs of those pixels.
public struct ColumnJob {
  /// For each output channel, `capacity` places of which the first `counts[channel]` are used: the pixel's place among
  /// the inputs, and the gradient there.
  public var pixels: UnsafePointer<UInt16>
  public var values: UnsafePointer<Float>
  public var counts: UnsafePointer<Int32>
  public var capacity: Int
  public var outputs: Range<Int>
  /// The inputs that place 0 means: `width` floats a place.
  public var inputs: UnsafePointer<Float>
  /// The row that output channel 0 would have: `width` floats a channel.
  public var panel: UnsafeMutablePointer<Float>

  @inlinable
  public init(
    pixels: UnsafePointer<UInt16>, values: UnsafePointer<Float>, counts: UnsafePointer<Int32>, capacity: Int,
    outputs: Range<Int>, inputs: UnsafePointer<Float>, panel: UnsafeMutablePointer<Float>
  ) {
    self.pixels = pixels
    self.values = values
    self.counts = counts
    self.capacity = capacity
    self.outputs = outputs
    self.inputs = inputs
    self.panel = panel
  }
}
