/// output[i] = operation(left[i], right[i]) over a whole tensor.
public struct FlatPass {
  public enum Operation: Sendable {
    /// max(left, 0)
    case rectify
    /// left where right is positive, else 0: the gradient of a ReLU whose output is `right`
    case keepWherePositive
    /// left + right
    case add
    /// left * factor
    case scale
  }

  public let operation: Operation
  public let left: UnsafePointer<Float>
  /// Read by operations of two operands, else any valid pointer.
  public let right: UnsafePointer<Float>
  public let factor: Float
  /// Overwritten; may be `left` or `right`.
  public let output: UnsafeMutablePointer<Float>
  public let count: Int

  public init(
    _ operation: Operation, left: UnsafePointer<Float>, right: UnsafePointer<Float>, factor: Float,
    output: UnsafeMutablePointer<Float>, count: Int
  ) {
    self.operation = operation
    self.left = left
    self.right = right
    self.factor = factor
    self.output = output
    self.count = count
  }

  /// Handles all elements with vectors of type `V`.
  @inlinable @inline(__always)
  public func run<V: SelectingVector>(with vector: V.Type) {
    switch operation {
    case .rectify: each(vector) { at, lanes in V.load(left + at, lanes: lanes).rectified }
    case .keepWherePositive:
      each(vector) { at, lanes in
        V.load(left + at, lanes: lanes).keeping(wherePositive: V.load(right + at, lanes: lanes))
      }
    case .add: each(vector) { at, lanes in V.load(left + at, lanes: lanes) + V.load(right + at, lanes: lanes) }
    case .scale: each(vector) { at, lanes in V.load(left + at, lanes: lanes) * factor }
    }
  }

  @inlinable @inline(__always)
  func each<V: SelectingVector>(_ vector: V.Type, _ value: (Int, Int) -> V) {
    var at = 0
    while at + V.scalarCount <= count {
      value(at, V.scalarCount).store(to: output + at, lanes: V.scalarCount)
      at += V.scalarCount
    }
    if at < count { value(at, count - at).store(to: output + at, lanes: count - at) }
  }
}
