import Tensors

/// A tensor of a network's state that is not trained: a batch norm's running mean or variance.
public struct NamedBuffer {
  /// The state-dict name, as in PyTorch.
  public let name: String
  /// The shape in PyTorch.
  public let shape: [Int]
  public let value: Tensor
  /// Those of its layer.
  private let parameters: [Parameter]

  init(name: String, shape: [Int], parameters: [Parameter]) {
    self.name = name
    self.shape = shape
    self.parameters = parameters
    value = Tensor(count: shape.reduce(1, *))
  }

  /// Whether training leaves it as it is, since all parameters of its layer are frozen.
  public var isFrozen: Bool { parameters.allSatisfy(\.isFrozen) }
}
