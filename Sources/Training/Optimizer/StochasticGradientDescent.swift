import Kernels
import Network

/// Stochastic gradient descent with momentum, as PyTorch defines it: g += decay * w; m = momentum * m + g;
/// w -= rate * m, or w -= rate * (g + momentum * m) with Nesterov's variant.
///
/// Weight decay acts on tensors of more than one dimension only, so not on biases and batch norm.
public final class StochasticGradientDescent: Optimizer {
  private let parameters: [Parameter]
  private let momenta: [Tensor]
  private let kernel: MomentumUpdate
  private let momentum: Float
  private let weightDecay: Float

  public init(
    parameters: [Parameter], momentum: Float, weightDecay: Float, nesterov: Bool, context: ComputeContext
  ) {
    self.parameters = parameters
    self.momentum = momentum
    self.weightDecay = weightDecay
    momenta = parameters.map { Tensor($0.value.shape) }
    kernel = MomentumUpdate(nesterov: nesterov, context: context)
  }

  public func update(_ index: Int, learningRate: Float) {
    let parameter = parameters[index]
    kernel.apply(
      value: parameter.value, gradient: parameter.gradient, momentum: momenta[index],
      learningRate: learningRate, momentumFactor: momentum,
      weightDecay: parameter.isDecayed ? weightDecay : 0)
  }
}
