import Kernels
import Network
import Tensors

extension OptimizerKind {
  /// Adam with decoupled weight decay.
  public static let adamw = OptimizerKind(
    "adamw", summary: "Adam with decoupled weight decay; the momentum is the first moment's decay", takesNesterov: false
  ) { AdamW($0) }
}

/// Adam with decoupled weight decay, as PyTorch's `AdamW` with a second decay of 0.999 and an epsilon of 1e-8.
final class AdamW: Optimizer {
  private let input: OptimizerInput
  private let firstMoments: [Tensor]
  private let secondMoments: [Tensor]
  private let kernel: AdamUpdate
  private var steps = 0

  init(_ input: OptimizerInput) {
    self.input = input
    firstMoments = input.parameters.map { Tensor($0.value.shape) }
    secondMoments = input.parameters.map { Tensor($0.value.shape) }
    kernel = AdamUpdate(firstDecay: input.momentum, context: input.context)
  }

  func step(learningRate: Float) {
    steps += 1
    for (index, parameter) in input.parameters.enumerated() {
      kernel.apply(
        value: parameter.value, gradient: parameter.gradient, firstMoment: firstMoments[index],
        secondMoment: secondMoments[index], step: steps,
        learningRate: learningRate * input.rateFactors[index],
        weightDecay: parameter.isDecayed ? input.weightDecay : 0)
    }
  }

  var state: OptimizerState {
    get {
      OptimizerState(
        steps: steps,
        tensors: input.parameters.named("first_moment", firstMoments)
          .merging(input.parameters.named("second_moment", secondMoments)) { first, _ in first })
    }
    set {
      steps = newValue.steps
      state.tensors.copyValues(from: newValue.tensors)
    }
  }
}
