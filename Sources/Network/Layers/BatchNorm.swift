import Kernels
import Tensors

/// Batch normalization with the ReLU and the addition that follow it.
final class BatchNorm: Layer {
  let weight: Parameter
  let bias: Parameter
  let runningMean: NamedBuffer
  let runningVariance: NamedBuffer
  let batches: BatchCounter
  var form: BatchNormForm { normalization.form }

  /// Whether it normalizes by its running statistics and leaves them, in training too, since nothing of it is trained.
  private var isFrozen: Bool { runningMean.isFrozen }
  private var needsInputGradient = true
  private let normalization: any NormalizationProducts
  private let resources: NetworkResources
  private var buffer = ActivationBuffer()
  private var input: Tensor!
  private var output: Tensor!

  init(
    weight: Parameter, bias: Parameter, runningMean: NamedBuffer, runningVariance: NamedBuffer, batches: BatchCounter,
    form: BatchNormForm, resources: NetworkResources
  ) {
    self.weight = weight
    self.bias = bias
    self.runningMean = runningMean
    self.runningVariance = runningVariance
    self.batches = batches
    self.resources = resources
    normalization = resources.context.makeNormalization(channels: weight.value.count, form: form)
  }

  func plan(_ inputShape: TensorShape, mode: Mode) -> TensorShape {
    output = buffer.tensor(inputShape)
    return inputShape
  }

  func forward(_ input: Tensor, mode: Mode) -> Tensor { forward(input, addend: nil, mode: mode) }

  /// Normalizes `input` and joins `addend` to it as the form says.
  func forward(_ input: Tensor, addend: Tensor?, mode: Mode) -> Tensor {
    self.input = input
    switch isFrozen ? .evaluation : mode {
    case .training:
      normalization.forwardTraining(
        input: input, addend: addend, weight: weight.value, bias: bias.value, runningMean: runningMean.value,
        runningVariance: runningVariance.value, output: output)
      batches.count &+= 1
    case .evaluation:
      normalization.forwardEvaluation(
        input: input, addend: addend, weight: weight.value, bias: bias.value, runningMean: runningMean.value,
        runningVariance: runningVariance.value, output: output)
    }
    return output
  }

  /// Where the form adds, `outputGradient` stays lent and holds the addend's gradient afterwards; it then comes here
  /// even if neither this layer nor what is before it on the main path is trained.
  func backward(_ outputGradient: Tensor, key: StepKey, ready: (Parameter) -> Void) -> Tensor? {
    let inputGradient = form.hasAddend ? resources.gradients.take(input.shape) : outputGradient
    if isFrozen {
      normalization.backwardEvaluation(
        input: input, output: output, outputGradient: outputGradient, inputGradient: inputGradient)
    } else {
      normalization.backward(
        input: input, output: output, outputGradient: outputGradient, weightGradient: weight.gradient,
        biasGradient: bias.gradient, inputGradient: inputGradient)
      ready(weight)
      ready(bias)
    }
    if needsInputGradient { return inputGradient }
    resources.gradients.give(inputGradient)
    return nil
  }

  func linkBackward(needsInputGradient: Bool) -> Bool {
    self.needsInputGradient = needsInputGradient
    return needsInputGradient || !isFrozen
  }

  var backwardOrder: [Parameter] { [weight, bias] }
}
