import RegisterTiles
import Tensors

/// Some taps x some output channels of a convolution, whose weights for one block of input channels are taken at once.
struct GatherPass {
  let taps: Range<Int>
  /// Output channels, counted from the first of the convolution's group; they begin and end with groups of M.
  let outputs: Range<Int>
}

extension ConvolutionShape {
  /// Cuts a block's weights into passes: some taps with all output channels, of three quarters of the bytes that the tiles
  /// take at once, or one tap with some of them, of all these bytes. One pass if it `isWhole` or they take any number.
  func gatherPasses(of block: ChannelBlock, pruning: Pruning, tiles: SparseTiles, isWhole: Bool) -> [GatherPass] {
    // As many floats would take; where two factors make a word, a pass has pairs of entries.
    let limit = isWhole ? nil : tiles.passBytes.map { $0 * tiles.factorsPerWord }
    let unit = pruning.groupSize * (pruning.nonzeros % tiles.factorsPerWord + 1)
    let outputs = outputRanges(of: block, groupSize: unit, limit: limit)
    guard let limit else { return [GatherPass(taps: 0..<taps, outputs: outputs[0])] }
    let tapBytes = outputChannelsPerGroup * block.rowBytes
    let tapRanges = evenly(taps, atMost: max(1, limit * 3 / 4 / tapBytes), multipleOf: 1)
    return tapRanges.flatMap { taps in outputs.map { GatherPass(taps: taps, outputs: $0) } }
  }

  /// Cuts the output channels of a block's group into ranges whose rows take `limit` bytes at most for one tap, or as little
  /// as a group of M takes. All of them where `limit` is nil.
  func outputRanges(of block: ChannelBlock, groupSize: Int, limit: Int?) -> [Range<Int>] {
    let most = limit.map { max(1, $0 / block.rowBytes) } ?? outputChannelsPerGroup
    return evenly(outputChannelsPerGroup, atMost: most, multipleOf: groupSize)
  }
}

/// Cuts 0..<`count` into as few ranges of about the same length as lengths of `most` allow, which begin at multiples.
private func evenly(_ count: Int, atMost most: Int, multipleOf unit: Int) -> [Range<Int>] {
  let ranges = (count + most - 1) / most
  let length = ((count + ranges - 1) / ranges + unit - 1) / unit * unit
  return stride(from: 0, to: count, by: length).map { $0..<min(count, $0 + length) }
}
