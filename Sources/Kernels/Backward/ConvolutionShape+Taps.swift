import Tensors

extension ConvolutionShape {
  /// Output rows for which a tap meets an input row.
  func outputRows(tap: Int) -> Range<Int> {
    reached(from: tap / kernelWidth, inputs: inputHeight, outputs: outputHeight)
  }

  /// Output columns for which a tap meets an input column.
  func outputColumns(tap: Int) -> Range<Int> {
    reached(from: tap % kernelWidth, inputs: inputWidth, outputs: outputWidth)
  }

  private func reached(from offset: Int, inputs: Int, outputs: Int) -> Range<Int> {
    let first = max(0, (padding - offset + stride - 1) / stride)
    let end = inputs + padding > offset ? min(outputs, (inputs - 1 + padding - offset) / stride + 1) : 0
    return first..<max(first, end)
  }
}
