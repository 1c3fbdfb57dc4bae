/// A parameter whose gradient takes part in the exchange.
public struct GradientTensor: Sendable {
  /// The parameter's name in the state dictionary, unique.
  public let name: String
  /// The parameter's extents; the first one counts output channels.
  public let shape: [Int]

  public init(name: String, shape: [Int]) {
    self.name = name
    self.shape = shape
  }

  var count: Int { shape.reduce(1, *) }

  /// Whether a codec may leave values out. Biases and batch normalization's parameters are small and sensitive.
  var isSparsifiable: Bool { shape.count > 1 }
}
