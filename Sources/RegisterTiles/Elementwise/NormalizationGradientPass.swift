/// Second pass of batch normalization's backward: inputGradient = scale * g + slope * x + offset, channel by channel,
/// where g is `gradient` under the ReLU's mask.
public struct NormalizationGradientPass: ChannelPass {
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

  @inlinable @inline(__always)
  public func run<V: SelectingVector, let count: Int>(
    _ block: InlineArray<count, V>.Type, from column: Int, lanes: Int
  ) {
    if masks {
      rows(block, from: column, lanes: lanes) { $0.keeping(wherePositive: $1) }
    } else {
      rows(block, from: column, lanes: lanes) { gradient, _ in gradient }
    }
  }

  /// Walks the rows; `mask` gets the gradient and the normalized value.
  @inlinable @inline(__always)
  func rows<V: SelectingVector, let count: Int>(
    _ block: InlineArray<count, V>.Type, from column: Int, lanes: Int, mask: (V, V) -> V
  ) {
    let width = V.scalarCount
    var scales = InlineArray<count, V>(repeating: V())
    var shifts = InlineArray<count, V>(repeating: V())
    var slopes = InlineArray<count, V>(repeating: V())
    var offsets = InlineArray<count, V>(repeating: V())
    for j in 0..<count {
      scales[j] = V.load(scale + column + j * width, lanes: lanes)
      shifts[j] = V.load(shift + column + j * width, lanes: lanes)
      slopes[j] = V.load(slope + column + j * width, lanes: lanes)
      offsets[j] = V.load(offset + column + j * width, lanes: lanes)
    }
    var position = column
    for _ in 0..<rows {
      for j in 0..<count {
        let at = position + j * width
        let value = V.load(input + at, lanes: lanes)
        let masked = mask(V.load(gradient + at, lanes: lanes), scales[j] * value + shifts[j])
        (scales[j] * masked + (slopes[j] * value + offsets[j])).store(to: inputGradient + at, lanes: lanes)
      }
      position += channels
    }
  }
}
