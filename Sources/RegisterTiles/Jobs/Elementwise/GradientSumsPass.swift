/// First pass of batch normalization's backward: with g the gradient that reaches the affine map, for each channel
/// sum(g) and sum(g * (x - mean)).
///
/// The ReLU's mask is found from the input (scale * x + shift > 0, the same operations as forward's), which saves
/// reading the output; only a sum made before the ReLU needs `output`. There g is the addend's gradient too and
/// replaces `gradient`.
public struct GradientSumsPass {
  public let form: BatchNormForm
  /// rows x channels.
  public let input: UnsafePointer<Float>
  /// rows x channels; read by `addedThenRectified`, else any valid pointer.
  public let output: UnsafePointer<Float>
  /// rows x channels; `addedThenRectified` overwrites it with g.
  public let gradient: UnsafeMutablePointer<Float>
  public let mean: UnsafePointer<Float>
  public let scale: UnsafePointer<Float>
  public let shift: UnsafePointer<Float>
  /// channels; overwritten.
  public let sum: UnsafeMutablePointer<Float>
  /// channels; overwritten.
  public let productSum: UnsafeMutablePointer<Float>
  public let rows: Int
  public let channels: Int

  public init(
    form: BatchNormForm, input: UnsafePointer<Float>, output: UnsafePointer<Float>,
    gradient: UnsafeMutablePointer<Float>, mean: UnsafePointer<Float>, scale: UnsafePointer<Float>,
    shift: UnsafePointer<Float>, sum: UnsafeMutablePointer<Float>, productSum: UnsafeMutablePointer<Float>,
    rows: Int, channels: Int
  ) {
    self.form = form
    self.input = input
    self.output = output
    self.gradient = gradient
    self.mean = mean
    self.scale = scale
    self.shift = shift
    self.sum = sum
    self.productSum = productSum
    self.rows = rows
    self.channels = channels
  }
}
