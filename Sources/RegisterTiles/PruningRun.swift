/// A run of pixels of one group of samples, to be pruned and packed.
@frozen
public struct PruningRun {
  /// The rule's number: 0 magnitude, 1 random, 2 rescaled, 3 unbiased.
  public var rule: Int
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
  public var numbers: UnsafeMutablePointer<UInt16>
  public var values: UnsafeMutablePointer<Float>
  public var rowStride: Int

  /// What the key of a row's random numbers is made of.
  public var key: UInt64
  public var firstPixel: Int
  public var sampleGroup: Int

  /// For `rescaled`, overwritten with sums of magnitudes [channels][share]: of all values and of the kept ones.
  public var allSums: UnsafeMutablePointer<Float>
  public var keptSums: UnsafeMutablePointer<Float>
  /// Room for `scoresCount(channels:share:)` elements.
  public var scores: UnsafeMutablePointer<Float>

  /// Channels rounded up to whole vectors of any kind.
  @inlinable @inline(__always)
  public var paddedChannels: Int { (channels + 15) & ~15 }

  @inlinable @inline(__always)
  var groupFactors: UnsafeMutablePointer<Float> { scores + paddedChannels + 32 }

  /// Sums over all values of a run, [share][`paddedChannels`].
  @inlinable @inline(__always)
  var rowSums: UnsafeMutablePointer<Float> { scores + paddedChannels + 64 }

  public static func padded(_ count: Int) -> Int { (count + 15) & ~15 }

  /// A row's scores, a group's factors, and sums for each sample.
  public static func scoresCount(channels: Int, share: Int) -> Int { padded(channels) * (1 + share) + 64 }

  public init(
    rule: Int, nonzeros: Int, groupSize: Int, share: Int, channels: Int, gradient: UnsafePointer<Float>,
    sampleStride: Int, pixels: Int, numbers: UnsafeMutablePointer<UInt16>, values: UnsafeMutablePointer<Float>,
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
    self.numbers = numbers
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

/// What tells the rules' tiles apart when they are compiled.
public protocol TileRule {
  /// Sums of magnitudes are wanted.
  static var sums: Bool { get }
  /// Scores are random numbers.
  static var isRandom: Bool { get }
  /// Channels are drawn with probabilities and divided by them.
  static var isUnbiased: Bool { get }
}

public enum MagnitudeTileRule: TileRule {
  @inlinable @inline(__always) public static var sums: Bool { false }
  @inlinable @inline(__always) public static var isRandom: Bool { false }
  @inlinable @inline(__always) public static var isUnbiased: Bool { false }
}

public enum RandomTileRule: TileRule {
  @inlinable @inline(__always) public static var sums: Bool { false }
  @inlinable @inline(__always) public static var isRandom: Bool { true }
  @inlinable @inline(__always) public static var isUnbiased: Bool { false }
}

public enum RescaledTileRule: TileRule {
  @inlinable @inline(__always) public static var sums: Bool { true }
  @inlinable @inline(__always) public static var isRandom: Bool { false }
  @inlinable @inline(__always) public static var isUnbiased: Bool { false }
}

public enum UnbiasedTileRule: TileRule {
  @inlinable @inline(__always) public static var sums: Bool { false }
  @inlinable @inline(__always) public static var isRandom: Bool { false }
  @inlinable @inline(__always) public static var isUnbiased: Bool { true }
}
