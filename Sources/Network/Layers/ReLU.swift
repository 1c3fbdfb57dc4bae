import Kernels
import Tensors

/// max(x, 0), where no batch norm precedes that could do it.
final class ReLU: Layer {
  private let resources: NetworkResources
  private var buffer = ActivationBuffer()
  private var output: Tensor!

  init(resources: NetworkResources) { self.resources = resources }

  func plan(_ inputShape: TensorShape, mode: Mode) -> TensorShape {
    output = buffer.tensor(inputShape)
    return inputShape
  }

  func forward(_ input: Tensor, mode: Mode) -> Tensor {
    resources.context.rectify(input, into: output)
    return output
  }

  func backward(_ outputGradient: Tensor, key: StepKey, ready: (Parameter) -> Void) -> Tensor? {
    resources.context.mask(outputGradient, wherePositive: output)
    return outputGradient
  }
}
