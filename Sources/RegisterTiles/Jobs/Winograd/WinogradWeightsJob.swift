/// The weights of one panel of output channels, transformed.
public struct WinogradWeightsJob {
  /// Input channels that are transposed at once.
  public static let transposedChannels = 16

  /// The panel's first output channel: [output channel][tap][input channel].
  public var weights: UnsafePointer<Float>
  public var inputChannels: Int
  /// Output channels that exist; the panel's others become zero.
  public var outputChannels: Int
  /// `transposedChannels` x 9 rows of the panel's width.
  public var scratch: UnsafeMutablePointer<Float>
  /// Overwritten: a row of the panel's width for each input channel; positions lie `positionStride` floats apart.
  public var transformed: UnsafeMutablePointer<Float>
  public var positionStride: Int

  @inlinable
  public init(
    weights: UnsafePointer<Float>, inputChannels: Int, outputChannels: Int, scratch: UnsafeMutablePointer<Float>,
    transformed: UnsafeMutablePointer<Float>, positionStride: Int
  ) {
    self.weights = weights
    self.inputChannels = inputChannels
    self.outputChannels = outputChannels
    self.scratch = scratch
    self.transformed = transformed
    self.positionStride = positionStride
  }
}
