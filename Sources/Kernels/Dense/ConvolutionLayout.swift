import OneDNN
import Tensors

/// A convolution's operands in oneDNN's terms.
struct ConvolutionLayout {
  let input: dnnl_memory_desc_t
  let output: dnnl_memory_desc_t
  let bias: dnnl_memory_desc_t?
  /// The weights as the program keeps them.
  let plainWeights: dnnl_memory_desc_t
  /// Weights in a layout of oneDNN's choice.
  let anyWeights: dnnl_memory_desc_t
  /// Activations in a layout of oneDNN's choice.
  let anyInput: dnnl_memory_desc_t
  let anyOutput: dnnl_memory_desc_t
  /// On images of up to 4 x 4 pixels oneDNN's own layout of activations is so much faster forward (512 -> 512 channels:
  /// 1.2 to 1.6 times) that converting to it and back pays.
  let isSmallImage: Bool
  let strides: [Int64]
  let padding: [Int64]

  init(_ shape: ConvolutionShape, hasBias: Bool) throws {
    let image = shape.withSamplesAsPixels
    func activations(_ shape: TensorShape) throws -> dnnl_memory_desc_t {
      try dnnl_memory_desc_t([shape.batch, shape.channels, shape.height, shape.width], dnnl_nhwc)
    }
    func anyActivations(_ shape: TensorShape) throws -> dnnl_memory_desc_t {
      try dnnl_memory_desc_t([shape.batch, shape.channels, shape.height, shape.width], dnnl_format_tag_any)
    }
    input = try activations(image.inputShape)
    output = try activations(image.outputShape)
    anyInput = try anyActivations(image.inputShape)
    anyOutput = try anyActivations(image.outputShape)
    isSmallImage = shape.outputShape.pixels <= 16 && shape.taps > 1
    bias = hasBias ? try dnnl_memory_desc_t([shape.outputChannels], dnnl_a) : nil
    let kernel = [shape.inputChannelsPerGroup, shape.kernelHeight, shape.kernelWidth]
    let isGrouped = shape.groups > 1
    let extents = (isGrouped ? [shape.groups, shape.outputChannelsPerGroup] : [shape.outputChannels]) + kernel
    plainWeights = try dnnl_memory_desc_t(extents, isGrouped ? dnnl_gohwi : dnnl_ohwi)
    anyWeights = try dnnl_memory_desc_t(extents, dnnl_format_tag_any)
    strides = [Int64(shape.stride), Int64(shape.stride)]
    padding = [Int64(shape.padding), Int64(shape.padding)]
  }
}

extension ConvolutionShape {
  /// A linear layer with its samples laid out as the pixels of one image: the memory is the same, and oneDNN's 1x1
  /// convolution vectorizes over pixels, not over samples.
  fileprivate var withSamplesAsPixels: ConvolutionShape {
    guard inputHeight * inputWidth * kernelHeight * kernelWidth == 1, padding == 0 else { return self }
    var image = self
    (image.batch, image.inputHeight, image.stride) = (1, batch, 1)
    return image
  }
}
