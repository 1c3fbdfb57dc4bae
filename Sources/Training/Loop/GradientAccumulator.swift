import Kernels
import Network
import Tensors

/// Adds up the gradients of the parts that a rank's batch is cut into, so that the exchange sees their sum once.
final class GradientAccumulator {
  private let gradients: [Tensor]
  private let sums: [Tensor]
  private let context: ComputeContext

  /// Keeps a second copy of the gradients; only made where a batch has several parts.
  init(_ network: Network, context: ComputeContext) {
    gradients = network.backwardOrder.map(\.gradient)
    sums = gradients.map { Tensor($0.shape) }
    self.context = context
  }

  /// Takes in one part's finished gradient `index`; after the last part the gradient holds the sum.
  func take(_ index: Int, isFirst: Bool, isLast: Bool) {
    if isFirst {
      sums[index].copy(from: gradients[index])
    } else if isLast {
      context.add(sums[index], to: gradients[index])
    } else {
      context.add(gradients[index], to: sums[index])
    }
  }
}
