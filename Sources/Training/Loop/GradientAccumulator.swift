import Kernels
import Network
import Tensors

/// Adds up the gradients of the parts that a rank's batch is cut into, so that the exchange sees their sum once.
final class GradientAccumulator {
  private let parts: Int
  private let sums: [Tensor]
  private let context: ComputeContext

  /// Keeps a second copy of the gradients; only made where a batch has several parts.
  init(parameters: [Parameter], parts: Int, context: ComputeContext) {
    self.parts = parts
    sums = parameters.map { Tensor($0.gradient.shape) }
    self.context = context
  }

  /// Takes in one part's finished gradient. Returns whether it was the last part, after which `gradient` holds the sum.
  func take(_ gradient: Tensor, index: Int, part: Int) -> Bool {
    if part == 0 {
      sums[index].copy(from: gradient)
    } else if part < parts - 1 {
      context.add(gradient, to: sums[index])
    } else {
      context.add(sums[index], to: gradient)
    }
    return part == parts - 1
  }
}
