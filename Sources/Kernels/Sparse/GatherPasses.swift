import Tensors

/// Some taps x some output channels of a convolution, whose weights for one block of input channels are taken at once.
struct GatherPass {
  let taps: Range<Int>
  /// Output channels, counted from the first of the convolution's group; they begin and end with groups of M.
  let outputs: Range<Int>
}

extension ConvolutionShape {
  /// Cuts a block's weights into passes: some taps with all output channels, of three quarters of `limit` bytes, or one
  /// tap with some of them, of `limit` bytes. One pass where `limit` is nil.
  func gatherPasses(of block: ChannelBlock, groupSize: Int, limit: Int?) -> [GatherPass] {
    let outputs = outputChannelsPerGroup
    guard let limit else { return [GatherPass(taps: 0..<taps, outputs: 0..<outputs)] }
    let rowBytes = block.width * MemoryLayout<Float>.stride
    let tapRanges = evenly(taps, atMost: max(1, limit * 3 / 4 / (outputs * rowBytes)), multipleOf: 1)
    let outputRanges = evenly(outputs, atMost: max(1, limit / rowBytes), multipleOf: groupSize)
    return tapRanges.flatMap { taps in outputRanges.map { GatherPass(taps: taps, outputs: $0) } }
  }
}

/// Cuts 0..<`count` into as few ranges of about the same length as lengths of `most` allow, which begin at multiples.
private func evenly(_ count: Int, atMost most: Int, multipleOf unit: Int) -> [Range<Int>] {
  let ranges = (count + most - 1) / most
  let length = ((count + ranges - 1) / ranges + unit - 1) / unit * unit
  return stride(from: 0, to: count, by: length).map { $0..<min(count, $0 + length) }
}
