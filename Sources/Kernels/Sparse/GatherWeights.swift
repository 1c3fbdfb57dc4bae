import Tensors

/// Weights in the order in which gathering tiles read them:
///
///     [block of input channels][tap][output channel of the block's group][the tile's width]
///
/// A block's last channels are zero where the tile is wider than what is left.
final class GatherWeights {
  let shape: ConvolutionShape
  let blocks: [ChannelBlock]
  private let storage: Tensor
  private let offsets: [Int]
  private var areCurrent = false

  init(shape: ConvolutionShape, widths: [Int]) {
    self.shape = shape
    blocks = shape.channelBlocks(widths: widths)
    var offsets = [0]
    for block in blocks { offsets.append(offsets.last! + shape.taps * shape.outputChannelsPerGroup * block.width) }
    storage = Tensor(count: offsets.removeLast())
    self.offsets = offsets
  }

  var byteCount: Int { storage.count * MemoryLayout<Float>.stride }

  /// The first tap of a block.
  func pointer(block: Int) -> UnsafePointer<Float> { UnsafePointer(storage.pointer + offsets[block]) }

  func weightsChanged() { areCurrent = false }

  /// Copies `weights` where they have changed since the last time.
  func load(_ weights: Tensor, context: ComputeContext) {
    guard !areCurrent else { return }
    let (taps, inputs, outputs) = (shape.taps, shape.inputChannelsPerGroup, shape.outputChannelsPerGroup)
    context.parallel(blocks.count) { index in
      let block = blocks[index]
      var target = storage.pointer + offsets[index]
      for tap in 0..<taps {
        for output in block.group * outputs..<(block.group + 1) * outputs {
          let source = weights.pointer + (output * taps + tap) * inputs + block.start - block.group * inputs
          target.update(from: source, count: block.count)
          target += block.width
        }
      }
    }
    areCurrent = true
  }
}
