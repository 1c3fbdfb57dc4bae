import Kernels
import Network
import Tensors

/// Adam with decoupled weight decay, as PyTorch's `AdamW` with a second decay of 0.999 and an epsilon of 1e-8.
///
/// Weight decay acts on tensors of more than one dimension only.
public final class AdamW: Optimizer {
  private let parameters: [Parameter]
  private let firstMoments: [Tensor]
  private let secondMoments: [Tensor]
  private var steps: [Int]
  private let kernel: AdamUpdate
  private let weightDecay: Float

  public init(parameters: [Parameter], firstDecay: Float, weightDecay: Float, context: ComputeContext) {
    self.parameters = parameters
    self.weightDecay = weightDecay
    firstMoments = parameters.map { Tensor($0.value.shape) }
    secondMoments = parameters.map { Tensor($0.value.shape) }
    steps = parameters.map { _ in 0 }
    kernel = AdamUpdate(firstDecay: firstDecay, context: context)
  }

  public func update(_ index: Int, learningRate: Float) {
    let parameter = parameters[index]
    steps[index] += 1
    kernel.apply(
      value: parameter.value, gradient: parameter.gradient, firstMoment: firstMoments[index],
      secondMoment: secondMoments[index], step: steps[index], learningRate: learningRate,
      weightDecay: parameter.isDecayed ? weightDecay : 0)
  }
}
