import COneDNN
import Tensors

/// A convolution's operands in oneDNN's terms.
struct ConvolutionLayout {
  let input: OneDNNLayout
  let output: OneDNNLayout
  let bias: OneDNNLayout?
  /// The weights as the program keeps them.
  let plainWeights: OneDNNLayout
  private let inputExtents: [Int]
  private let outputExtents: [Int]
  private let weightExtents: [Int]
  private let stride: Int
  private let padding: Int

  init(_ shape: ConvolutionShape, hasBias: Bool) throws {
    let image = shape.withSamplesAsPixels
    func extents(_ shape: TensorShape) -> [Int] { [shape.batch, shape.channels, shape.height, shape.width] }
    (inputExtents, outputExtents) = (extents(image.inputShape), extents(image.outputShape))
    input = try OneDNNLayout(inputExtents, .channelsLast)
    output = try OneDNNLayout(outputExtents, .channelsLast)
    bias = hasBias ? try OneDNNLayout([shape.outputChannels], .vector) : nil
    let kernel = [shape.inputChannelsPerGroup, shape.kernelHeight, shape.kernelWidth]
    let isGrouped = shape.groups > 1
    weightExtents = (isGrouped ? [shape.groups, shape.outputChannelsPerGroup] : [shape.outputChannels]) + kernel
    plainWeights = try OneDNNLayout(weightExtents, isGrouped ? .groupedWeights : .weights)
    (stride, padding) = (shape.stride, shape.padding)
  }

  /// Plans a product of activations channels last, or `converted` to what oneDNN likes, with weights as it likes them. What
  /// it multiplies is in the context's precision, what it makes in single precision. Backward ones take the forward one
  /// of the same layout as a hint.
  func plan(_ product: OneDNNProduct, converted: Bool, context: ComputeContext) throws -> OneDNNPlan {
    let order = converted ? OneDNNOrder.any : .channelsLast
    let factor = context.precision == .bf16 ? OneDNNElement.bFloat16 : .float32
    func plan(_ product: OneDNNProduct, hint: OneDNNPlan?) throws -> OneDNNPlan {
      func element(_ made: OneDNNProduct) -> OneDNNElement { made == product ? .float32 : factor }
      return try OneDNNPlan(
        product, input: OneDNNLayout(inputExtents, order, element(.inputGradient)),
        weights: OneDNNLayout(weightExtents, .any, element(.weightGradient)), bias: bias,
        output: OneDNNLayout(outputExtents, order, element(.forward)), stride: stride, padding: padding, hint: hint,
        context: context)
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
