import COneDNN
import Tensors

/// A convolution's operands in oneDNN's terms.
struct ConvolutionLayout {
  let input: OneDNNLayout
  let output: OneDNNLayout
  let bias: OneDNNLayout?
  /// The weights as the program keeps them.
  let plainWeights: OneDNNLayout
  /// Weights in a layout of oneDNN's choice.
  let anyWeights: OneDNNLayout
  /// Activations in a layout of oneDNN's choice.
  let anyInput: OneDNNLayout
  let anyOutput: OneDNNLayout
  let stride: Int
  let padding: Int

  init(_ shape: ConvolutionShape, hasBias: Bool) throws {
    let image = shape.withSamplesAsPixels
    func activations(_ shape: TensorShape, _ order: OneDNNOrder) throws -> OneDNNLayout {
      try OneDNNLayout([shape.batch, shape.channels, shape.height, shape.width], order)
    }
    input = try activations(image.inputShape, .channelsLast)
    output = try activations(image.outputShape, .channelsLast)
    anyInput = try activations(image.inputShape, .any)
    anyOutput = try activations(image.outputShape, .any)
    bias = hasBias ? try OneDNNLayout([shape.outputChannels], .vector) : nil
    let kernel = [shape.inputChannelsPerGroup, shape.kernelHeight, shape.kernelWidth]
    let isGrouped = shape.groups > 1
    let extents = (isGrouped ? [shape.groups, shape.outputChannelsPerGroup] : [shape.outputChannels]) + kernel
    plainWeights = try OneDNNLayout(extents, isGrouped ? .groupedWeights : .weights)
    anyWeights = try OneDNNLayout(extents, .any)
    (stride, padding) = (shape.stride, shape.padding)
  }

  /// Plans a product of activations channels last, or `converted` to what oneDNN likes. Backward ones take the forward
  /// one of the same layout as a hint.
  func plan(_ product: OneDNNProduct, converted: Bool, context: ComputeContext) throws -> OneDNNPlan {
    func plan(_ product: OneDNNProduct, hint: OneDNNPlan?) throws -> OneDNNPlan {
      try OneDNNPlan(
        product, input: converted ? anyInput : input, weights: anyWeights, bias: bias,
        output: converted ? anyOutput : output, stride: stride, padding: padding, hint: hint, context: context)
    }
    return try plan(product, hint: product == .forward ? nil : plan(.forward, hint: nil))
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
