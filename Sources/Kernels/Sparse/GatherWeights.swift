import RegisterTiles
import Tensors

/// Weights in the order in which gathering tiles read them:
///
///     [block of input channels][tap][output channel of the block's group][the tile's width]
///
/// A block's last channels are zero where the tile is wider than what is left. Rows are rounded where the tiles want that.
final class GatherWeights {
  let shape: ConvolutionShape
  let blocks: [ChannelBlock]
  private let storage: Tensor
  /// In words, as the storage.
  private let offsets: [Int]
  private let tiles: SparseTiles
  /// For each block a row that is to be rounded, zeros behind its channels.
  private let rows: [Tensor]
  private var areCurrent = false

  init(shape: ConvolutionShape, tiles: SparseTiles) {
    self.shape = shape
    self.tiles = tiles
    blocks = shape.channelBlocks(widths: tiles.gather.map(\.width))
    var offsets = [0]
    for block in blocks {
      let rows = shape.taps * shape.outputChannelsPerGroup
      offsets.append(offsets.last! + rows * block.width / tiles.factorsPerWord)
    }
    storage = Tensor(count: offsets.removeLast())
    self.offsets = offsets
    rows = blocks.map { Tensor(count: tiles.rounding == nil ? 1 : $0.width) }
  }

  var byteCount: Int { storage.count * MemoryLayout<Float>.stride }

  /// The row of a block's first output channel for a tap.
  func pointer(block: Int, tap: Int) -> UnsafePointer<Float> {
    let rows = tap * shape.outputChannelsPerGroup
    return UnsafePointer(storage.pointer + offsets[block] + rows * blocks[block].width / tiles.factorsPerWord)
  }

  func weightsChanged() { areCurrent = false }

  /// Copies `weights` where they have changed since the last time.
  func load(_ weights: Tensor, context: ComputeContext) {
    guard !areCurrent else { return }
    let (taps, inputs, outputs) = (shape.taps, shape.inputChannelsPerGroup, shape.outputChannelsPerGroup)
    context.parallel(blocks.count) { index in
      let block = blocks[index]
      var target = storage.pointer + offsets[index]
      let row = rows[index].pointer
      for tap in 0..<taps {
        for output in block.group * outputs..<(block.group + 1) * outputs {
          let source = weights.pointer + (output * taps + tap) * inputs + block.start - block.group * inputs
          if let rounding = tiles.rounding {
            row.update(from: source, count: block.count)
            rounding.roundWeights(row, target, block.width)
          } else {
            target.update(from: source, count: block.count)
          }
          target += block.width / tiles.factorsPerWord
        }
      }
    }
    areCurrent = true
  }
}
