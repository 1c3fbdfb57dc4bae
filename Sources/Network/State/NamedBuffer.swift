import Kernels
import Tensors

/// A tensor of a network's state that is not trained: a batch norm's running statistics.
public struct NamedBuffer {
  /// The state-dict name, as in PyTorch.
  public let name: String
  /// The shape in PyTorch; empty for a scalar.
  public let shape: [Int]
  public let value: Tensor
  /// Whether it counts batches (an integer in files, and optional there).
  public let isCounter: Bool

  init(name: String, shape: [Int], isCounter: Bool = false) {
    self.name = name
    self.shape = shape
    self.isCounter = isCounter
    value = Tensor(count: shape.reduce(1, *))
  }
}
