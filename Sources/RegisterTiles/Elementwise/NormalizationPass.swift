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
public struct NormalizationPass: ChannelPass {
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

  @inlinable @inline(__always)
  public func run<V: SelectingVector, let count: Int>(
    _ block: InlineArray<count, V>.Type, from column: Int, lanes: Int
  ) {
    switch form {
    case .plain: rows(block, from: column, lanes: lanes) { value, _ in value }
    case .rectified: rows(block, from: column, lanes: lanes) { value, _ in value.rectified }
    case .addedThenRectified:
      rows(block, from: column, lanes: lanes) { value, at in (value + V.load(addend + at, lanes: lanes)).rectified }
    case .rectifiedThenAdded:
      rows(block, from: column, lanes: lanes) { value, at in value.rectified + V.load(addend + at, lanes: lanes) }
    }
  }

  /// Walks the rows; `finish` gets the normalized vector and its offset.
  @inlinable @inline(__always)
  func rows<V: SelectingVector, let count: Int>(
    _ block: InlineArray<count, V>.Type, from column: Int, lanes: Int, finish: (V, Int) -> V
  ) {
    let width = V.scalarCount
    var scales = InlineArray<count, V>(repeating: V())
    var shifts = InlineArray<count, V>(repeating: V())
    for j in 0..<count {
      scales[j] = V.load(scale + column + j * width, lanes: lanes)
      shifts[j] = V.load(shift + column + j * width, lanes: lanes)
    }
    var offset = column
    for _ in 0..<rows {
      for j in 0..<count {
        let at = offset + j * width
        let value = scales[j] * V.load(input + at, lanes: lanes) + shifts[j]
        finish(value, at).store(to: output + at, lanes: lanes)
      }
      offset += channels
    }
  }
}
