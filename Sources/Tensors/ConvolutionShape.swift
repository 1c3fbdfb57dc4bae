/// The extents of one convolution. A linear layer is a convolution of a 1x1 kernel over a 1x1 image.
///
/// Weights lie as [outputChannel][kernelRow][kernelColumn][inputChannel / groups], inputs contiguous.
public struct ConvolutionShape: Hashable, Sendable {
  public var batch: Int
  public var inputHeight: Int
  public var inputWidth: Int
  public var inputChannels: Int
  public var outputChannels: Int
  public var kernelHeight: Int
  public var kernelWidth: Int
  public var stride: Int
  public var padding: Int
  public var groups: Int

  public init(
    batch: Int, inputHeight: Int, inputWidth: Int, inputChannels: Int, outputChannels: Int,
    kernelHeight: Int, kernelWidth: Int, stride: Int = 1, padding: Int = 0, groups: Int = 1
  ) {
    precondition(inputChannels % groups == 0 && outputChannels % groups == 0, "Groups divide the channels.")
    precondition(
      inputHeight + 2 * padding >= kernelHeight && inputWidth + 2 * padding >= kernelWidth,
      "The kernel fits into the padded image.")
    self.batch = batch
    self.inputHeight = inputHeight
    self.inputWidth = inputWidth
    self.inputChannels = inputChannels
    self.outputChannels = outputChannels
    self.kernelHeight = kernelHeight
    self.kernelWidth = kernelWidth
    self.stride = stride
    self.padding = padding
    self.groups = groups
  }

  /// A linear layer.
  public static func linear(batch: Int, inputs: Int, outputs: Int) -> ConvolutionShape {
    ConvolutionShape(
      batch: batch, inputHeight: 1, inputWidth: 1, inputChannels: inputs, outputChannels: outputs,
      kernelHeight: 1, kernelWidth: 1)
  }

  public var outputHeight: Int { (inputHeight + 2 * padding - kernelHeight) / stride + 1 }
  public var outputWidth: Int { (inputWidth + 2 * padding - kernelWidth) / stride + 1 }

  public var inputShape: TensorShape {
    TensorShape(batch: batch, height: inputHeight, width: inputWidth, channels: inputChannels)
  }
  public var outputShape: TensorShape {
    TensorShape(batch: batch, height: outputHeight, width: outputWidth, channels: outputChannels)
  }
  public var taps: Int { kernelHeight * kernelWidth }
  public var inputChannelsPerGroup: Int { inputChannels / groups }
  public var outputChannelsPerGroup: Int { outputChannels / groups }
  public var weightCount: Int { outputChannels * taps * inputChannelsPerGroup }

  /// Multiply-adds of one dense product, padding counted as work.
  public var multiplyAdds: Int { outputShape.count * taps * inputChannelsPerGroup }

  /// The same convolution over another number of samples.
  public func with(batch: Int) -> ConvolutionShape {
    var shape = self
    shape.batch = batch
    return shape
  }
}
