import Kernels
import Tensors

/// What a convolution layer is, whatever images it gets.
struct ConvolutionGeometry {
  var inputs: Int
  var outputs: Int
  var kernel: Int
  var stride = 1
  var padding = 0
  var groups = 1
  var isLinear = false

  /// Whether pruning holds for the layer as for convolutions: for all but those of the image itself.
  var isPrunedConvolution: Bool { !isLinear && inputs > 3 }

  /// The convolution over a batch of `input`. Throws where the kernel does not fit into the padded image, or a linear layer
  /// has weights for images of another size.
  func shape(for input: TensorShape, layer: String, model: String) throws -> ConvolutionShape {
    guard input.channels == inputs else {
      throw NetworkError.otherImageSize(model: model, layer: layer, inputs: inputs, given: input.channels)
    }
    guard min(input.height, input.width) + 2 * padding >= kernel else {
      throw NetworkError.imageTooSmall(
        model: model, layer: layer, height: input.height, width: input.width, window: kernel)
    }
    return ConvolutionShape(
      batch: input.batch, inputHeight: input.height, inputWidth: input.width, inputChannels: inputs,
      outputChannels: outputs, kernelHeight: kernel, kernelWidth: kernel, stride: stride, padding: padding,
      groups: groups)
  }
}
