/// What a batch normalization does behind its affine map.
public enum BatchNormForm: Sendable {
  /// y = norm(x)
  case plain
  /// y = relu(norm(x))
  case rectified
  /// y = relu(norm(x) + addend), the end of a ResNet block
  case addedThenRectified
  /// y = relu(norm(x)) + addend
  case rectifiedThenAdded

  public var hasAddend: Bool { self == .addedThenRectified || self == .rectifiedThenAdded }
}

/// output = form(scale * input + shift), channel by channel.
public struct NormalizationPass {
  public let form: BatchNormForm
  /// rows x channels.
  public let input: UnsafePointer<Float>
  /// rows x channels; read where the form adds, else any valid pointer.
  public let addend: UnsafePointer<Float>
  public let scale: UnsafePointer<Float>
  public let shift: UnsafePointer<Float>
  /// rows x channels; overwritten.
  public let output: UnsafeMutablePointer<Float>
  public let rows: Int
  public let channels: Int

  public init(
    form: BatchNormForm, input: UnsafePointer<Float>, addend: UnsafePointer<Float>, scale: UnsafePointer<Float>,
    shift: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>, rows: Int, channels: Int
  ) {
    self.form = form
    self.input = input
    self.addend = addend
    self.scale = scale
    self.shift = shift
    self.output = output
    self.rows = rows
    self.channels = channels
  }
}
