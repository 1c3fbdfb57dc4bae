import Tensors

/// A run of consecutive input channels of one group of a convolution that a tile takes at once.
struct ChannelBlock {
  /// The convolution's group.
  let group: Int
  /// First input channel, counted over all groups.
  let start: Int
  /// Input channels that exist; fewer than the tile's width at a group's end.
  let count: Int
  /// Index of the tile.
  let variant: Int
  /// Input channels that the tile takes.
  let width: Int

  /// Bytes of a row of weights, or of their gradient, for one tap and output channel.
  var rowBytes: Int { width * MemoryLayout<Float>.stride }
}

extension ConvolutionShape {
  /// Cuts each group's input channels into blocks for tiles of `widths` (widest first): as few as the widest would make, of
  /// the narrowest that suffice, then what is left over, the last one padded.
  func channelBlocks(widths: [Int]) -> [ChannelBlock] {
    var blocks: [ChannelBlock] = []
    for group in 0..<groups {
      var start = 0
      while start < inputChannelsPerGroup {
        let rest = inputChannelsPerGroup - start
        // 32 channels are better two blocks of 16 than one of 24 and one of 8.
        let least = (rest + widths[0] - 1) / widths[0]
        let variant =
          widths.lastIndex { $0 * least >= rest && $0 <= rest } ?? widths.firstIndex { $0 <= rest } ?? widths.count - 1
        let count = min(widths[variant], rest)
        blocks.append(
          ChannelBlock(
            group: group, start: group * inputChannelsPerGroup + start, count: count, variant: variant,
            width: widths[variant]))
        start += count
      }
    }
    return blocks
  }
}
