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
}
