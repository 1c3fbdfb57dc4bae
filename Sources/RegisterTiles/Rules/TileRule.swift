/// What a pruning rule does, for its scalar definition and for the tiles, which are compiled for each rule.
///
/// A rule that states nothing keeps the channels with the largest sums of magnitudes over the samples that share a
/// pattern, as they are.
public protocol TileRule {
  /// Scores are random numbers.
  static var isRandom: Bool { get }
  /// Channels are drawn with probabilities and divided by them; scores are roots of sums of squares.
  static var isUnbiased: Bool { get }
  /// Planes are multiplied by the sum of their magnitudes over that of the kept ones.
  static var isRescaled: Bool { get }
}

extension TileRule {
  @inlinable @inline(__always) public static var isRandom: Bool { false }
  @inlinable @inline(__always) public static var isUnbiased: Bool { false }
  @inlinable @inline(__always) public static var isRescaled: Bool { false }
}
