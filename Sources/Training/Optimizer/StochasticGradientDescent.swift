import Kernels
import Network
import Tensors

extension OptimizerKind {
  public static let sgd = OptimizerKind("sgd", summary: "stochastic gradient descent with momentum") {
    StochasticGradientDescent($0)
  }
}

/// Stochastic gradient descent with momentum, as PyTorch defines it: g += decay * w; m = momentum * m + g;
/// w -= rate * m, or w -= rate * (g + momentum * m) with Nesterov's variant.
///
/// With layer-wise rates (LARS: You, Gitman and Ginsburg, arXiv 1708.03888, algorithm 1), each weight tensor's g is
/// multiplied by trust * |w| / (|g| + decay * |w|). Weight decay and these rates concern tensors of more than one
/// dimension only, so not biases and batch norm.
final class StochasticGradientDescent: Optimizer {
  private let input: OptimizerInput
  private let trust: Double?
  private let momenta: [Tensor]
  private let kernel: MomentumUpdate

  /// - Parameter trust: how far a layer may move in one step, as a share of its norm; nil for no layer-wise rates.
  init(_ input: OptimizerInput, trust: Double? = nil) {
    self.input = input
    self.trust = trust
    momenta = input.parameters.map { Tensor($0.value.shape) }
    kernel = MomentumUpdate(nesterov: input.nesterov, context: input.context)
  }

  func step(learningRate: Float) {
    for (index, parameter) in input.parameters.enumerated() {
      kernel.apply(
        value: parameter.value, gradient: parameter.gradient, momentum: momenta[index],
        factors: MomentumUpdate.Factors(
          learningRate: learningRate * input.rateFactors[index], momentum: input.momentum,
          weightDecay: parameter.isDecayed ? input.weightDecay : 0,
          gradientScale: layerScale(parameter)))
    }
  }

  var state: OptimizerState {
    get { OptimizerState(tensors: input.parameters.named("momentum", momenta)) }
    set { state.tensors.copyValues(from: newValue.tensors) }
  }

  /// What LARS multiplies a layer's gradient with; 1 without it, and where a norm is zero.
  private func layerScale(_ parameter: Parameter) -> Float {
    guard let trust, parameter.isDecayed else { return 1 }
    let weight = input.context.norm(of: parameter.value)
    let gradient = input.context.norm(of: parameter.gradient)
    guard weight > 0, gradient > 0 else { return 1 }
    return Float(trust * weight / (gradient + Double(input.weightDecay) * weight))
  }
}

extension [Parameter] {
  /// One tensor a parameter under `NAME.kind`.
  func named(_ kind: String, _ tensors: [Tensor]) -> [String: Tensor] {
    Dictionary(uniqueKeysWithValues: zip(self, tensors).map { ("\($0.name).\(kind)", $1) })
  }
}

extension [String: Tensor] {
  /// Overwrites the tensors with those of the same names; a name that is missing is a fault of the program.
  func copyValues(from saved: [String: Tensor]) {
    for (name, tensor) in self {
      guard let values = saved[name] else { preconditionFailure("The saved state has \(name).") }
      tensor.copy(from: values)
    }
  }
}
