/// The product of transformed patches and one panel of transformed weights, at one position.
public struct WinogradProductJob {
  /// A row of input channels for each patch, `inputStride` floats apart.
  public var input: UnsafePointer<Float>
  public var inputStride: Int
  /// A whole number of times what a tile takes.
  public var patches: Int
  /// Input channels, and a row of the panel's width for each.
  public var channels: Int
  public var weights: UnsafePointer<Float>
  /// The panel's output channels of each patch, `sumStride` floats apart; added to where the job `accumulates`, else
  /// overwritten.
  public var sums: UnsafeMutablePointer<Float>
  public var sumStride: Int
  public var accumulates: Bool

  @inlinable
  public init(
    input: UnsafePointer<Float>, inputStride: Int, patches: Int, channels: Int, weights: UnsafePointer<Float>,
    sums: UnsafeMutablePointer<Float>, sumStride: Int, accumulates: Bool
  ) {
    self.input = input
    self.inputStride = inputStride
    self.patches = patches
    self.channels = channels
    self.weights = weights
    self.sums = sums
    self.sumStride = sumStride
    self.accumulates = accumulates
  }
}
