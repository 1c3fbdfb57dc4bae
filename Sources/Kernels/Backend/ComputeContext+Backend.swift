import Tensors

/// The processor at hand: dense products by oneDNN, everything else by the kernels of its instruction set.
extension ComputeContext: ComputeBackend {
  public func makeConvolution(
    _ shape: ConvolutionShape, hasBias: Bool, pruning: Pruning?
  ) throws -> any ConvolutionProducts {
    try PrunableConvolution(shape: shape, hasBias: hasBias, pruning: pruning, context: self)
  }

  public func makePooling(
    _ kind: PoolingKind, inputShape: TensorShape, window: (height: Int, width: Int), stride: Int, padding: Int
  ) -> any PoolingProducts {
    Pooling(kind, inputShape: inputShape, window: window, stride: stride, padding: padding, context: self)
  }

  public func makeNormalization(channels: Int, form: BatchNormForm) -> any NormalizationProducts {
    BatchNormalization(channels: channels, form: form, context: self)
  }
}

extension Pooling: PoolingProducts {}
extension BatchNormalization: NormalizationProducts {}
