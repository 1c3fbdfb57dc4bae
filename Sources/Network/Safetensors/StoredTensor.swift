/// A tensor as a file holds it: values in PyTorch's order, widened to single precision.
public struct StoredTensor: Sendable, Equatable {
  /// How the values are written. Narrower and wider types are read too.
  public enum ElementType: String, Sendable {
    case float32 = "F32"
    case int64 = "I64"
  }

  public var shape: [Int]
  public var values: [Float]
  public var elementType: ElementType

  public init(shape: [Int], values: [Float], elementType: ElementType = .float32) {
    precondition(values.count == shape.reduce(1, *), "As many values as the shape has elements.")
    self.shape = shape
    self.values = values
    self.elementType = elementType
  }
}
