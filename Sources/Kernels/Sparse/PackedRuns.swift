import Tensors

/// Where the entries of one group of a convolution lie in a packed row.
struct PackedRuns {
  /// The same in every row; nil where a group of M channels lies across the border of two groups of the convolution.
  let fixed: [Range<Int>]?
  private let channelsPerGroup: Int

  init(shape: ConvolutionShape, pruning: Pruning) {
    channelsPerGroup = shape.outputChannelsPerGroup
    let channelsPerGroup = channelsPerGroup
    if shape.groups == 1 || channelsPerGroup % pruning.groupSize == 0 {
      fixed = (0..<shape.groups).map {
        pruning.kept(of: $0 * channelsPerGroup)..<pruning.kept(of: ($0 + 1) * channelsPerGroup)
      }
    } else {
      fixed = nil
    }
  }

  /// The entries of `group` in the row whose `kept` ascending channel indices are `channelIndices`.
  func range(of group: Int, in channelIndices: UnsafePointer<UInt16>, kept: Int) -> Range<Int> {
    if let fixed { return fixed[group] }
    func first(_ channel: Int) -> Int {
      var (low, high) = (0, kept)
      while low < high {
        let middle = (low + high) / 2
        if Int(channelIndices[middle]) < channel { low = middle + 1 } else { high = middle }
      }
      return low
    }
    return first(group * channelsPerGroup)..<first((group + 1) * channelsPerGroup)
  }
}
