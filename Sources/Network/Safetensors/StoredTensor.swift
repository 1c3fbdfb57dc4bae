/// A tensor as a file holds it: elements in PyTorch's order, integers exactly and all others in single precision.
public struct StoredTensor: Sendable, Equatable {
  public enum Elements: Sendable, Equatable {
    case float32([Float])
    case int64([Int64])
  }

  public let shape: [Int]
  public let elements: Elements

  public init(shape: [Int], elements: Elements) {
    self.shape = shape
    self.elements = elements
    precondition(count == shape.reduce(1, *), "As many values as the shape has elements.")
  }

  public init(shape: [Int], values: [Float]) { self.init(shape: shape, elements: .float32(values)) }

  public var count: Int {
    switch elements {
    case .float32(let values): values.count
    case .int64(let values): values.count
    }
  }

  /// The elements in single precision, integers rounded.
  public var values: [Float] {
    switch elements {
    case .float32(let values): values
    case .int64(let values): values.map(Float.init)
    }
  }

  /// The elements as integers; nil where one is none.
  public var integers: [Int64]? {
    switch elements {
    case .float32(let values):
      let integers = values.compactMap { Int64(exactly: $0) }
      return integers.count == values.count ? integers : nil
    case .int64(let values): return values
    }
  }

  /// How a file holds the elements.
  var elementType: SafetensorsElementType {
    switch elements {
    case .float32: .float32
    case .int64: .int64
    }
  }
}
