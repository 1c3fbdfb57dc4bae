/// First pass of batch normalization's backward: with g the gradient that reaches the affine map, for each channel
/// sum(g) and sum(g * (x - mean)).
///
/// The ReLU's mask is found from the input (scale * x + shift > 0, the same operations as forward's), which saves
/// reading the output; only a sum made before the ReLU needs `output`. There g is the addend's gradient too and
/// replaces `gradient`.
public struct GradientSumsPass: ChannelPass {
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

  @inlinable @inline(__always)
  public func run<V: SelectingVector, let count: Int>(
    _ block: InlineArray<count, V>.Type, from column: Int, lanes: Int
  ) {
    switch form {
    case .plain:
      rows(block, from: column, lanes: lanes) { gradient, _, _, _, _ in gradient }
    case .rectified, .rectifiedThenAdded:
      rows(block, from: column, lanes: lanes) { gradient, value, scale, shift, _ in
        gradient.keeping(wherePositive: scale * value + shift)
      }
    case .addedThenRectified:
      rows(block, from: column, lanes: lanes) { gradient, _, _, _, at in
        let masked = gradient.keeping(wherePositive: V.load(output + at, lanes: lanes))
        masked.store(to: self.gradient + at, lanes: lanes)
        return masked
      }
    }
  }

  /// Walks the rows; `mask` gets the gradient, the input, scale, shift and the offset.
  @inlinable @inline(__always)
  func rows<V: SelectingVector, let count: Int>(
    _ block: InlineArray<count, V>.Type, from column: Int, lanes: Int, mask: (V, V, V, V, Int) -> V
  ) {
    let width = V.scalarCount
    var means = InlineArray<count, V>(repeating: V())
    var scales = InlineArray<count, V>(repeating: V())
    var shifts = InlineArray<count, V>(repeating: V())
    var sums = InlineArray<count, V>(repeating: V())
    var products = InlineArray<count, V>(repeating: V())
    for j in 0..<count {
      means[j] = V.load(mean + column + j * width, lanes: lanes)
      scales[j] = V.load(scale + column + j * width, lanes: lanes)
      shifts[j] = V.load(shift + column + j * width, lanes: lanes)
    }
    var offset = column
    for _ in 0..<rows {
      for j in 0..<count {
        let at = offset + j * width
        let value = V.load(input + at, lanes: lanes)
        let masked = mask(V.load(gradient + at, lanes: lanes), value, scales[j], shifts[j], at)
        sums[j] += masked
        products[j] += masked * (value - means[j])
      }
      offset += channels
    }
    for j in 0..<count {
      sums[j].store(to: sum + column + j * width, lanes: lanes)
      products[j].store(to: productSum + column + j * width, lanes: lanes)
    }
  }
}
