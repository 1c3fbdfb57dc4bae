import Tensors

/// A tensor of a network's state that is not trained: a batch norm's running mean or variance.
public struct NamedBuffer {
  /// The state-dict name, as in PyTorch.
  public let name: String
  /// The shape in PyTorch.
  public let shape: [Int]
  public let value: Tensor

  init(name: String, shape: [Int]) {
    self.name = name
    self.shape = shape
    value = Tensor(count: shape.reduce(1, *))
  }
}
