import Kernels
import Tensors

/// A gradient that takes part in the exchange.
public struct GradientTensor: Sendable {
  /// The parameter's name in the state dictionary, unique.
  public let name: String
  /// The parameter's extents; the first one counts output channels.
  public let shape: [Int]
  /// This rank's gradient, overwritten with the sum over the ranks.
  public let gradient: Tensor

  public init(name: String, shape: [Int], gradient: Tensor) {
    precondition(shape.reduce(1, *) == gradient.count, "A gradient has as many elements as its parameter.")
    self.name = name
    self.shape = shape
    self.gradient = gradient
  }

  var count: Int { gradient.count }

  /// Whether a lossy codec may thin it out. Biases and batch normalization's parameters are small and sensitive.
  var isThinnable: Bool { shape.count > 1 }
}

extension ArraySlice<GradientTensor> {
  /// Copies the gradients side by side into `values`.
  func copyGradients(to values: Tensor) {
    var target = values.pointer
    for tensor in self {
      target.update(from: tensor.gradient.pointer, count: tensor.count)
      target += tensor.count
    }
  }

  /// The reverse.
  func copyGradients(from values: Tensor) {
    var source = values.pointer
    for tensor in self {
      tensor.gradient.pointer.update(from: source, count: tensor.count)
      source += tensor.count
    }
  }
}
