import Tensors

/// Where a network's products are computed: layers ask it for them, so that another dense library or device is a type
/// beside `ComputeContext`.
///
/// Products and flat operations run in the order of their calls, each complete when its call returns.
public protocol ComputeBackend: AnyObject {
  /// Plans a convolution or linear layer; nil `pruning` trains it densely. Throws what planning throws.
  func makeConvolution(
    _ shape: ConvolutionShape, hasBias: Bool, pruning: Pruning?
  ) throws -> any ConvolutionProducts

  /// Pooling of batches of `inputShape`; padding counts pixels outside the image, which `maximum` alone takes.
  func makePooling(
    _ kind: PoolingKind, inputShape: TensorShape, window: (height: Int, width: Int), stride: Int, padding: Int
  ) -> any PoolingProducts

  /// Batch normalization of any number of pixels.
  func makeNormalization(channels: Int, form: BatchNormForm) -> any NormalizationProducts

  /// output = max(input, 0); overwrites `output`, which may be `input`.
  func rectify(_ input: Tensor, into output: Tensor)

  /// Zeroes `gradient` where a ReLU's `output` is not positive.
  func mask(_ gradient: Tensor, wherePositive output: Tensor)

  /// target += addend
  func add(_ addend: Tensor, to target: Tensor)

  /// output = factor * input; overwrites `output`, which may be `input`.
  func scale(_ input: Tensor, by factor: Float, into output: Tensor)

  /// The gradient of a bias: sums `outputGradient` over samples and pixels; overwrites `sums`, one element a channel.
  func sumOverPixels(outputGradient: Tensor, into sums: Tensor)
}
