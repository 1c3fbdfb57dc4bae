import RegisterTiles
import Tensors

/// The inputs of a unit of pixels x a block of channels, rounded to bf16 for the weight gradient's tiles, which read them
/// once for each tap:
///
///     [row][column][group of samples][pair of samples][the tile's width], a word for the two samples of a pair
///
/// Samples that the batch lacks are zeros.
final class RoundedInputs {
  private let shape: ConvolutionShape
  private let share: Int
  private let pairInputs: RoundingTiles.PairInputs
  /// Pixels of the input from a row or column that is held to the next: those between are not read.
  private let step: Int
  private let storage: Tensor
  private let slotCount: Int
  /// The channels of a sample that the batch lacks.
  private let zeros: Tensor

  /// Reserves room for `slots` units of the size of `largest`, of blocks of up to `width` channels.
  init(
    shape: ConvolutionShape, share: Int, pairInputs: @escaping RoundingTiles.PairInputs, largest: PixelUnit, width: Int,
    slots: Int
  ) {
    self.shape = shape
    self.share = share
    self.pairInputs = pairInputs
    let step = shape.taps == 1 && shape.padding == 0 ? shape.stride : 1
    self.step = step
    let rows = ((largest.rows.count - 1) * shape.stride + shape.kernelHeight - 1) / step + 1
    slotCount = rows * ((shape.inputWidth - 1) / step + 1) * largest.sampleGroups.count * share / 2 * width
    storage = Tensor(count: slots * slotCount)
    zeros = Tensor(count: width)
  }

  /// Overwrites a slot with a unit's inputs.
  func fill(slot: Int, _ unit: PixelUnit, _ block: ChannelBlock, from input: Tensor) -> InputView {
    let top = unit.rows.lowerBound * shape.stride - shape.padding
    let base = storage.pointer + slot * slotCount
    let columnStride = unit.sampleGroups.count * share / 2 * block.width
    let view = InputView(
      base: base, top: top, step: step, columnStride: columnStride,
      rowStride: ((shape.inputWidth - 1) / step + 1) * columnStride, sampleStride: block.width,
      groupStride: share / 2 * block.width)
    let bottom = top + (unit.rows.count - 1) * shape.stride + shape.kernelHeight
    for row in stride(from: top, to: min(bottom, shape.inputHeight), by: step) where row >= 0 {
      for column in stride(from: 0, to: shape.inputWidth, by: step) {
        let source = input.pointer + (row * shape.inputWidth + column) * shape.inputChannels + block.start
        var target = base + view.offset(row: row, column: column)
        for sample in stride(
          from: unit.sampleGroups.lowerBound * share, to: unit.sampleGroups.upperBound * share, by: 2)
        {
          func channels(_ sample: Int) -> UnsafePointer<Float> {
            UnsafePointer(sample < shape.batch ? source + sample * shape.inputShape.sampleCount : zeros.pointer)
          }
          pairInputs(channels(sample), channels(sample + 1), target, block.count)
          target += block.width
        }
      }
    }
    return view
  }
}
