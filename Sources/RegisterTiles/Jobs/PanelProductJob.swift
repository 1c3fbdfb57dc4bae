/// The products of `PanelProductJob.outputs` output channels' gradients and a block of input channels, summed over runs of
/// pixels and added to a panel.
public struct PanelProductJob {
  /// Output channels that a tile takes at once.
  @inlinable public static var outputs: Int { 4 }

  /// For each pixel of a run the `outputs` channels' gradients, `gradientStride` floats from a run to the next.
  public var gradients: UnsafePointer<Float>
  public var gradientStride: Int
  /// For each pixel of a run the block's inputs, the tile's width, `inputStride` floats from a run to the next.
  public var inputs: UnsafePointer<Float>
  public var inputStride: Int
  public var runs: Int
  /// Pixels of a run.
  public var pixels: Int
  /// The first output channel's row, `width` floats a channel.
  public var panel: UnsafeMutablePointer<Float>
  /// Output channels that exist; rows of others are not touched.
  public var rows: Int

  @inlinable
  public init(
    gradients: UnsafePointer<Float>, gradientStride: Int, inputs: UnsafePointer<Float>, inputStride: Int, runs: Int,
    pixels: Int, panel: UnsafeMutablePointer<Float>, rows: Int
  ) {
    self.gradients = gradients
    self.gradientStride = gradientStride
    self.inputs = inputs
    self.inputStride = inputStride
    self.runs = runs
    self.pixels = pixels
    self.panel = panel
    self.rows = rows
  }
}
