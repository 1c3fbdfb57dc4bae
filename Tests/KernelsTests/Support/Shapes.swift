import Kernels
import Tensors

/// Convolutions with odd sizes, strides, kernels, groups, and channels that fill no vector.
let oddConvolutions: [ConvolutionShape] = [
  ConvolutionShape(
    batch: 3, inputHeight: 5, inputWidth: 7, inputChannels: 5, outputChannels: 9, kernelHeight: 3, kernelWidth: 3,
    padding: 1),
  ConvolutionShape(
    batch: 2, inputHeight: 9, inputWidth: 6, inputChannels: 16, outputChannels: 32, kernelHeight: 3, kernelWidth: 3,
    stride: 2, padding: 1),
  ConvolutionShape(
    batch: 5, inputHeight: 8, inputWidth: 8, inputChannels: 20, outputChannels: 12, kernelHeight: 1, kernelWidth: 1,
    stride: 2),
  ConvolutionShape(
    batch: 1, inputHeight: 11, inputWidth: 10, inputChannels: 3, outputChannels: 17, kernelHeight: 7, kernelWidth: 7,
    stride: 2, padding: 3),
  ConvolutionShape(
    batch: 4, inputHeight: 6, inputWidth: 7, inputChannels: 24, outputChannels: 32, kernelHeight: 3, kernelWidth: 3,
    stride: 1, padding: 1, groups: 4),
  ConvolutionShape(
    batch: 2, inputHeight: 7, inputWidth: 5, inputChannels: 18, outputChannels: 12, kernelHeight: 5, kernelWidth: 5,
    stride: 2, padding: 2, groups: 3),
  ConvolutionShape(
    batch: 3, inputHeight: 6, inputWidth: 6, inputChannels: 16, outputChannels: 16, kernelHeight: 3, kernelWidth: 3,
    padding: 0),
  // An image so small that oneDNN's own layout is taken.
  ConvolutionShape(
    batch: 3, inputHeight: 4, inputWidth: 3, inputChannels: 24, outputChannels: 40, kernelHeight: 3, kernelWidth: 3,
    padding: 1),
  .linear(batch: 7, inputs: 33, outputs: 10),
]

extension ConvolutionShape {
  /// One sample of a square image.
  static func square(
    _ inputs: Int, _ outputs: Int, image: Int, kernel: Int, stride: Int = 1, padding: Int = 0, groups: Int = 1
  ) -> ConvolutionShape {
    ConvolutionShape(
      batch: 1, inputHeight: image, inputWidth: image, inputChannels: inputs, outputChannels: outputs,
      kernelHeight: kernel, kernelWidth: kernel, stride: stride, padding: padding, groups: groups)
  }

  static let oblong = ConvolutionShape(
    batch: 1, inputHeight: 4, inputWidth: 9, inputChannels: 20, outputChannels: 12, kernelHeight: 3, kernelWidth: 1,
    padding: 1)

  static let wide = ConvolutionShape(
    batch: 1, inputHeight: 2, inputWidth: 150, inputChannels: 8, outputChannels: 8, kernelHeight: 2, kernelWidth: 5,
    padding: 1)
}
