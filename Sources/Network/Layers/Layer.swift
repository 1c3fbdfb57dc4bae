import Kernels
import Tensors

/// A step of a network that turns a batch of activations into another.
///
/// `plan` comes first, then `forward`, then at most one `backward`. Buffers are made by `plan` and reused, so that a
/// steady step allocates nothing.
protocol Layer: AnyObject {
  /// Prepares for batches of `inputShape` and returns the shape of the output. Cheap where it was prepared before.
  func plan(_ inputShape: TensorShape, mode: Mode) throws -> TensorShape

  /// Adds what `plan` would take for batches of `inputShape` and returns the shape of the output.
  func measure(_ inputShape: TensorShape, into memory: inout MemoryEstimate) throws -> TensorShape

  /// Returns the output, which the layer owns and the next forward overwrites. `input` stays unchanged until backward.
  func forward(_ input: Tensor, mode: Mode) throws -> Tensor

  /// Takes over `outputGradient`, a tensor of the gradient pool, overwrites the gradients of its parameters, tells
  /// `ready` of each as soon as it is final, and returns the input's gradient; nil where nobody needs it.
  func backward(_ outputGradient: Tensor, key: StepKey, ready: (Parameter) -> Void) throws -> Tensor?

  /// Says whether backward has to come to the input's gradient; returns whether it has to come to this layer, for the
  /// layer's own parameters or for what lies before it. A layer to which it does not come has no `backward` called.
  func linkBackward(needsInputGradient: Bool) -> Bool

  /// The parameters in the order in which backward finishes them.
  var backwardOrder: [Parameter] { get }

  /// Says that the parameters have other values now.
  func weightsChanged()
}

extension Layer {
  /// Of a layer whose output has its input's shape.
  func measure(_ inputShape: TensorShape, into memory: inout MemoryEstimate) throws -> TensorShape {
    memory.add(output: inputShape)
    return inputShape
  }
  func linkBackward(needsInputGradient: Bool) -> Bool { needsInputGradient }
  var backwardOrder: [Parameter] { [] }
  func weightsChanged() {}
}
