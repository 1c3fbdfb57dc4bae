import Tensors

/// The panels that a weight gradient is summed up in, and how the work on them is divided:
///
///     [block of input channels][tap][output channel of the block's group][the tile's width]
///
/// A part is some blocks x some taps; parts are independent. Panels exist only for the parts that run at once.
final class WeightPanels {
  let shape: ConvolutionShape
  let blocks: [ChannelBlock]
  /// Parts that may run at once.
  let slots: Int
  let partCount: Int
  private let blocksPerPart: Int
  private let tapsPerPart: Int
  private let tapParts: Int
  private let blockCount: Int
  private let storage: Tensor

  /// Bytes of the panels that one part fills.
  private static let partBytes = 256 << 10

  init(shape: ConvolutionShape, widths: [Int], threads: Int) {
    self.shape = shape
    blocks = shape.channelBlocks(widths: widths)
    slots = threads
    let tapCount = shape.outputChannelsPerGroup * blocks[0].width
    // Small panels come together, so that whole pixels are read at once, not a block of their channels at a time.
    let together = max(1, Self.partBytes / (shape.taps * tapCount * MemoryLayout<Float>.stride))
    blocksPerPart = min(together, (blocks.count + threads - 1) / threads)
    let blockParts = (blocks.count + blocksPerPart - 1) / blocksPerPart
    // With few blocks, threads share a block's taps.
    tapsPerPart = max(1, shape.taps * blockParts / max(threads, blockParts))
    tapParts = (shape.taps + tapsPerPart - 1) / tapsPerPart
    partCount = blockParts * tapParts
    blockCount = tapsPerPart * tapCount
    storage = Tensor(count: slots * blocksPerPart * blockCount)
  }

  /// Zeros the panels of a part, lets `accumulate` add to them and copies them to `weightGradient`, for all parts.
  /// `accumulate` gets the slot, the part and, for a block's index and a tap, the row that output channel 0 would have.
  func fill(
    _ weightGradient: Tensor, context: ComputeContext,
    accumulate: (_ slot: Int, _ part: Part, _ panel: (Int, Int) -> UnsafeMutablePointer<Float>) -> Void
  ) {
    context.parallel(slots) { slot in
      let panels = storage.pointer + slot * blocksPerPart * blockCount
      for index in stride(from: slot, to: partCount, by: slots) {
        let part = part(index)
        panels.update(repeating: 0, count: part.blocks.count * blockCount)
        accumulate(slot, part) { block, tap in
          panels + (block - part.blocks.lowerBound) * blockCount
            + (tap - part.taps.lowerBound - blocks[block].group) * shape.outputChannelsPerGroup * blocks[block].width
        }
        for block in part.blocks {
          copy(panels + (block - part.blocks.lowerBound) * blockCount, blocks[block], part.taps, into: weightGradient)
        }
      }
    }
  }

  /// Some blocks of input channels x some taps.
  struct Part {
    let blocks: Range<Int>
    let taps: Range<Int>
  }

  private func part(_ index: Int) -> Part {
    let (block, tap) = (index / tapParts * blocksPerPart, index % tapParts * tapsPerPart)
    return Part(
      blocks: block..<min(blocks.count, block + blocksPerPart), taps: tap..<min(shape.taps, tap + tapsPerPart))
  }

  private func copy(
    _ panels: UnsafeMutablePointer<Float>, _ block: ChannelBlock, _ taps: Range<Int>, into weightGradient: Tensor
  ) {
    let (outputs, inputs) = (shape.outputChannelsPerGroup, shape.inputChannelsPerGroup)
    for tap in taps {
      for output in 0..<outputs {
        let row = ((block.group * outputs + output) * shape.taps + tap) * inputs
        (weightGradient.pointer + row + block.start - block.group * inputs).update(
          from: panels + ((tap - taps.lowerBound) * outputs + output) * block.width, count: block.count)
      }
    }
  }
}
