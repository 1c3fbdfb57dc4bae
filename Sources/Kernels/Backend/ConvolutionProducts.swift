import Tensors

/// The products of one convolution or linear layer, activations channels last and weights as `ConvolutionShape` says.
public protocol ConvolutionProducts: AnyObject {
  var shape: ConvolutionShape { get }

  /// Plans what backward will run, once; comes before the first `backward`. A network's first layer needs no input
  /// gradient. Throws what planning throws.
  func planBackward(needsInputGradient: Bool) throws

  /// Overwrites `output` with weights * input + bias, where the layer has one (an element an output channel).
  func forward(input: Tensor, weights: Tensor, bias: Tensor?, output: Tensor)

  /// Overwrites `inputGradient` (nil where none is needed) and `weightGradient`, which lies as the weights do.
  ///
  /// Without a `key` both are made of the output gradient as it is.
  ///
  /// Throws `NonFiniteGradientError` where a gradient to be pruned is not finite.
  func backward(
    outputGradient: Tensor, input: Tensor, weights: Tensor, inputGradient: Tensor?, weightGradient: Tensor,
    key: PruningKey?
  ) throws

  /// Says that the weights have other values now.
  func weightsChanged()
}
