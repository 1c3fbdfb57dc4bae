import Kernels
import Tensors

/// Turns each image into one pixel of height x width x channels channels. Nothing is copied.
final class Flatten: Layer {
  private let resources: NetworkResources
  private var inputShape: TensorShape!
  private var input: Tensor?
  private var view: Tensor!

  init(resources: NetworkResources) { self.resources = resources }

  func plan(_ inputShape: TensorShape, mode: Mode) -> TensorShape {
    self.inputShape = inputShape
    return TensorShape(batch: inputShape.batch, channels: inputShape.sampleCount)
  }

  func forward(_ input: Tensor, mode: Mode) -> Tensor {
    if input !== self.input {
      self.input = input
      view = input.reshaped(TensorShape(batch: inputShape.batch, channels: inputShape.sampleCount))
    }
    return view
  }

  func backward(_ outputGradient: Tensor, key: StepKey, ready: (Parameter) -> Void) -> Tensor? {
    resources.gradients.reshape(outputGradient, to: inputShape)
  }
}
