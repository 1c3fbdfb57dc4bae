/// A run of pixels of one group of samples, to be pruned and packed.
@frozen
public struct PruningRun {
  public var rule: PruningRule
  public var nonzeros: Int
  public var groupSize: Int
  /// Samples that share a pattern: 1, 2, 4 or 8.
  public var share: Int
  public var channels: Int

  /// The group's first sample at the run's first pixel; may be read up to 15 elements past the last sample's end.
  public var gradient: UnsafePointer<Float>
  /// From one sample to the next.
  public var sampleStride: Int
  public var pixels: Int

  /// The packed gradient's row of the first pixel, and the entries from one pixel's row to the next.
  public var channelIndices: UnsafeMutablePointer<UInt16>
  public var values: UnsafeMutablePointer<Float>
  public var rowStride: Int

  /// What the key of a row's random numbers is made of.
  public var key: UInt64
  public var firstPixel: Int
  public var sampleGroup: Int

  /// For rules that rescale, overwritten with sums of magnitudes [channels][share]: of all values and of the kept ones.
  public var allSums: UnsafeMutablePointer<Float>
  public var keptSums: UnsafeMutablePointer<Float>
  /// Room for `scoresCount(channels:share:)` elements.
  public var scores: UnsafeMutablePointer<Float>

  /// Channels rounded up to whole vectors of any kind.
  @inlinable @inline(__always)
  public var paddedChannels: Int { (channels + 15) & ~15 }

  /// A row's factors, by channel.
  @inlinable @inline(__always)
  public var rowFactors: UnsafeMutablePointer<Float> { scores + paddedChannels + 32 }

  /// The bits of a row's kept channels, by group; the lowest is a group's first channel.
  @inlinable @inline(__always)
  public var keptBits: UnsafeMutablePointer<UInt32> {
    UnsafeMutableRawPointer(rowFactors + paddedChannels).assumingMemoryBound(to: UInt32.self)
  }

  /// Room for the weights of a group's values.
  @inlinable @inline(__always)
  public var groupWeights: UnsafeMutablePointer<Float> { rowFactors + 2 * paddedChannels }

  /// Sums over all values of a run, [share][`paddedChannels`].
  @inlinable @inline(__always)
  public var rowSums: UnsafeMutablePointer<Float> { groupWeights + 32 }

  /// Sums over the kept ones, in the same order.
  @inlinable @inline(__always)
  public var keptRowSums: UnsafeMutablePointer<Float> { rowSums + paddedChannels * share }

  /// A row's values, [`paddedChannels`][share].
  @inlinable @inline(__always)
  public var rowValues: UnsafeMutablePointer<Float> { keptRowSums + paddedChannels * share }

  public static func padded(_ count: Int) -> Int { (count + 15) & ~15 }

  /// A row's scores, factors and kept bits, a group's weights, sums of both kinds for each sample, and a row's values.
  public static func scoresCount(channels: Int, share: Int) -> Int { padded(channels) * (3 + 3 * share) + 64 }

  public init(
    rule: PruningRule, nonzeros: Int, groupSize: Int, share: Int, channels: Int, gradient: UnsafePointer<Float>,
    sampleStride: Int, pixels: Int, channelIndices: UnsafeMutablePointer<UInt16>, values: UnsafeMutablePointer<Float>,
    rowStride: Int, key: UInt64, firstPixel: Int, sampleGroup: Int, allSums: UnsafeMutablePointer<Float>,
    keptSums: UnsafeMutablePointer<Float>, scores: UnsafeMutablePointer<Float>
  ) {
    self.rule = rule
    self.nonzeros = nonzeros
    self.groupSize = groupSize
    self.share = share
    self.channels = channels
    self.gradient = gradient
    self.sampleStride = sampleStride
    self.pixels = pixels
    self.channelIndices = channelIndices
    self.values = values
    self.rowStride = rowStride
    self.key = key
    self.firstPixel = firstPixel
    self.sampleGroup = sampleGroup
    self.allSums = allSums
    self.keptSums = keptSums
    self.scores = scores
  }
}
