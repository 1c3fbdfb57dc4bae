import Tensors

/// Maximum or average pooling of batches of one shape.
public protocol PoolingProducts: AnyObject {
  var inputShape: TensorShape { get }
  var outputShape: TensorShape { get }

  /// Pools `input` (inputShape) into `output` (outputShape), which is overwritten.
  func forward(input: Tensor, output: Tensor)

  /// Overwrites `inputGradient` (inputShape) with the gradient that belongs to the last forward.
  func backward(outputGradient: Tensor, inputGradient: Tensor)
}
