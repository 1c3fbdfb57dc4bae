import Tensors

/// Where a weight gradient's tiles find the inputs of a unit of pixels x a block of channels. Distances are in words: a
/// float, or two factors of bf16.
struct InputView {
  /// The first group of samples of the pixel of row `top`, column 0.
  let base: UnsafePointer<Float>
  let top: Int
  /// Rows and columns of the input from one that is held to the next.
  let step: Int
  let columnStride: Int
  let rowStride: Int
  /// From a sample, or of bf16 from a pair of samples, to the next.
  let sampleStride: Int
  let groupStride: Int

  init(
    base: UnsafePointer<Float>, top: Int, step: Int, columnStride: Int, rowStride: Int, sampleStride: Int,
    groupStride: Int
  ) {
    self.base = base
    self.top = top
    self.step = step
    self.columnStride = columnStride
    self.rowStride = rowStride
    self.sampleStride = sampleStride
    self.groupStride = groupStride
  }

  /// The inputs where they are.
  init(_ input: Tensor, shape: ConvolutionShape, firstSample: Int, block: ChannelBlock, share: Int) {
    let sampleStride = shape.inputShape.sampleCount
    self.init(
      base: UnsafePointer(input.pointer + firstSample * sampleStride + block.start), top: 0, step: 1,
      columnStride: shape.inputChannels, rowStride: shape.inputWidth * shape.inputChannels, sampleStride: sampleStride,
      groupStride: share * sampleStride)
  }

  /// A pixel's distance from `base`.
  func offset(row: Int, column: Int) -> Int { (row - top) / step * rowStride + column / step * columnStride }
}
