import Kernels
import Tensors

/// Multiplies by a fixed factor.
final class Scale: Layer {
  let factor: Float
  private let resources: NetworkResources
  private var buffer = ActivationBuffer()
  private var output: Tensor!

  init(by factor: Float, resources: NetworkResources) {
    self.factor = factor
    self.resources = resources
  }

  func plan(_ inputShape: TensorShape, mode: Mode) -> TensorShape {
    output = buffer.tensor(inputShape)
    return inputShape
  }

  func forward(_ input: Tensor, mode: Mode) -> Tensor {
    resources.context.scale(input, by: factor, into: output)
    return output
  }

  func backward(_ outputGradient: Tensor, key: StepKey, ready: (Parameter) -> Void) -> Tensor? {
    resources.context.scale(outputGradient, by: factor, into: outputGradient)
    return outputGradient
  }
}
