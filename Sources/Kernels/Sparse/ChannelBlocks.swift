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
}

extension ConvolutionShape {
  /// Cuts each group's input channels into blocks for tiles of `widths` (widest first): as many of the widest as fit, then
  /// narrower ones, the last one padded.
  func channelBlocks(widths: [Int]) -> [ChannelBlock] {
    var blocks: [ChannelBlock] = []
    for group in 0..<groups {
      var start = 0
      while start < inputChannelsPerGroup {
        let rest = inputChannelsPerGroup - start
        let variant = widths.firstIndex { $0 <= rest } ?? widths.count - 1
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
