import Tensors

/// An output gradient holds an infinity or a NaN, which pruning would hide.
public struct NonFiniteGradientError: Error, Equatable, CustomStringConvertible {
  public let sample: Int
  public let row: Int
  public let column: Int
  public let channel: Int
  public let value: Float
  /// The layer whose output it is; nil where nobody has said.
  public var layer: String?

  public static func == (left: Self, right: Self) -> Bool { left.description == right.description }

  public var description: String {
    "the output gradient\(layer.map { " of \($0)" } ?? "") is \(value) at sample \(sample), row \(row), column \(column), channel \(channel); "
      + "training has diverged: lower the learning rate or warm up longer"
  }
}

extension NonFiniteGradientError {
  /// The first value of `gradient` that is not finite; nil where all are.
  init?(firstIn gradient: Tensor) {
    let shape = gradient.shape
    guard let index = (0..<gradient.count).first(where: { !gradient.pointer[$0].isFinite }) else { return nil }
    channel = index % shape.channels
    column = index / shape.channels % shape.width
    row = index / (shape.channels * shape.width) % shape.height
    sample = index / shape.sampleCount
    value = gradient.pointer[index]
  }
}
