import Kernels
import Tensors

/// Layers one after the other.
final class Sequential: Layer {
  let layers: [any Layer]

  init(_ layers: [any Layer]) { self.layers = layers }

  func plan(_ inputShape: TensorShape, mode: Mode) throws -> TensorShape {
    var shape = inputShape
    for layer in layers { shape = try layer.plan(shape, mode: mode) }
    return shape
  }

  func forward(_ input: Tensor, mode: Mode) throws -> Tensor {
    var activations = input
    for layer in layers { activations = try layer.forward(activations, mode: mode) }
    return activations
  }

  func backward(_ outputGradient: Tensor, key: StepKey, ready: (Parameter) -> Void) throws -> Tensor? {
    var gradient = outputGradient
    for layer in layers.reversed() {
      guard let next = try layer.backward(gradient, key: key, ready: ready) else { return nil }
      gradient = next
    }
    return gradient
  }

  func linkBackward(needsInputGradient: Bool) -> Bool {
    layers.reduce(needsInputGradient) { $1.linkBackward(needsInputGradient: $0) }
  }

  var backwardOrder: [Parameter] { layers.reversed().flatMap(\.backwardOrder) }

  func weightsChanged() {
    for layer in layers { layer.weightsChanged() }
  }
}
