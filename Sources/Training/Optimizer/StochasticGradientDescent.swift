import Kernels
import Network
import Tensors

/// Stochastic gradient descent with momentum, as PyTorch defines it: g += decay * w; m = momentum * m + g;
/// w -= rate * m, or w -= rate * (g + momentum * m) with Nesterov's variant.
///
/// With layer-wise rates (LARS: You, Gitman and Ginsburg, arXiv 1708.03888, algorithm 1), each weight tensor's g is
/// multiplied by trust * |w| / (|g| + decay * |w|). Weight decay and these rates concern tensors of more than one
/// dimension only, so not biases and batch norm.
public final class StochasticGradientDescent: Optimizer {
  /// How far a layer may move in one step, as a share of its norm; nil for no layer-wise rates.
  public let trust: Double?

  private let parameters: [Parameter]
  private let momenta: [Tensor]
  private let kernel: MomentumUpdate
  private let momentum: Float
  private let weightDecay: Float
  private let context: ComputeContext

  public init(
    parameters: [Parameter], momentum: Float, weightDecay: Float, nesterov: Bool, trust: Double? = nil,
    context: ComputeContext
  ) {
    self.parameters = parameters
    self.momentum = momentum
    self.weightDecay = weightDecay
    self.trust = trust
    self.context = context
    momenta = parameters.map { Tensor($0.value.shape) }
    kernel = MomentumUpdate(nesterov: nesterov, context: context)
  }

  public func update(_ index: Int, learningRate: Float) {
    let parameter = parameters[index]
    kernel.apply(
      value: parameter.value, gradient: parameter.gradient, momentum: momenta[index],
      factors: MomentumUpdate.Factors(
        learningRate: learningRate, momentum: momentum, weightDecay: parameter.isDecayed ? weightDecay : 0,
        gradientScale: layerScale(parameter)))
  }

  /// What LARS multiplies a layer's gradient with; 1 without it, and where a norm is zero.
  private func layerScale(_ parameter: Parameter) -> Float {
    guard let trust, parameter.isDecayed else { return 1 }
    let weight = context.norm(of: parameter.value)
    let gradient = context.norm(of: parameter.gradient)
    guard weight > 0, gradient > 0 else { return 1 }
    return Float(trust * weight / (gradient + Double(weightDecay) * weight))
  }
}
