/// Second pass of batch normalization's backward: inputGradient = scale * g + slope * x + offset, channel by channel,
/// where g is `gradient` under the ReLU's mask.
public struct NormalizationGradientPass {
  /// Whether g is still to be masked by scale * x + shift > 0.
  public let masks: Bool
  /// rows x channels.
  public let input: UnsafePointer<Float>
  /// rows x channels.
  public let gradient: UnsafePointer<Float>
  public let scale: UnsafePointer<Float>
  public let shift: UnsafePointer<Float>
  public let slope: UnsafePointer<Float>
  public let offset: UnsafePointer<Float>
  /// rows x channels; overwritten; may be `gradient`.
  public let inputGradient: UnsafeMutablePointer<Float>
  public let rows: Int
  public let channels: Int

  public init(
    masks: Bool, input: UnsafePointer<Float>, gradient: UnsafePointer<Float>, scale: UnsafePointer<Float>,
    shift: UnsafePointer<Float>, slope: UnsafePointer<Float>, offset: UnsafePointer<Float>,
    inputGradient: UnsafeMutablePointer<Float>, rows: Int, channels: Int
  ) {
    self.masks = masks
    self.input = input
    self.gradient = gradient
    self.scale = scale
    self.shift = shift
    self.slope = slope
    self.offset = offset
    self.inputGradient = inputGradient
    self.rows = rows
    self.channels = channels
  }
}
