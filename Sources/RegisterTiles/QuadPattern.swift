/// Which of four channels are kept, as masks, for as many groups of four as a vector has lanes.
public protocol QuadPattern {
  /// Entries kept of a quad: the packed entries that `first` and `second` give.
  static var entries: Int { get }

  /// The masks of the kept channels from four vectors of scores, which are not negative.
  static func kept<Vector: QuadVector>(_ scores: InlineArray<4, Vector>) -> InlineArray<4, Vector>

  /// Of each lane the value whose channel is the first kept one, from the masks and four vectors of values.
  static func first<Vector: QuadVector>(_ kept: InlineArray<4, Vector>, _ x: InlineArray<4, Vector>) -> Vector

  /// The same of the second kept channel.
  static func second<Vector: QuadVector>(_ kept: InlineArray<4, Vector>, _ x: InlineArray<4, Vector>) -> Vector
}

public enum TwoOfFour: QuadPattern {
  @inlinable @inline(__always)
  public static var entries: Int { 2 }

  /// A tournament: the better of each pair stays unless the other pair holds both places.
  @inlinable @inline(__always)
  public static func kept<Vector: QuadVector>(_ scores: InlineArray<4, Vector>) -> InlineArray<4, Vector> {
    let oneBeatsZero = Vector.isLess(scores[0], scores[1])
    let threeBeatsTwo = Vector.isLess(scores[2], scores[3])
    let bestLow = Vector.select(oneBeatsZero, scores[1], scores[0])
    let restLow = Vector.select(oneBeatsZero, scores[0], scores[1])
    let bestHigh = Vector.select(threeBeatsTwo, scores[3], scores[2])
    let restHigh = Vector.select(threeBeatsTwo, scores[2], scores[3])
    let bothLow = Vector.not(Vector.isLess(restLow, bestHigh))
    let bothHigh = Vector.isLess(bestLow, restHigh)
    return [
      Vector.or(bothLow, Vector.not(Vector.or(oneBeatsZero, bothHigh))),
      Vector.or(bothLow, Vector.and(oneBeatsZero, Vector.not(bothHigh))),
      Vector.or(bothHigh, Vector.not(Vector.or(threeBeatsTwo, bothLow))),
      Vector.or(bothHigh, Vector.and(threeBeatsTwo, Vector.not(bothLow))),
    ]
  }

  @inlinable @inline(__always)
  public static func first<Vector: QuadVector>(_ kept: InlineArray<4, Vector>, _ x: InlineArray<4, Vector>) -> Vector {
    Vector.select(kept[0], x[0], Vector.select(kept[1], x[1], x[2]))
  }

  @inlinable @inline(__always)
  public static func second<Vector: QuadVector>(_ kept: InlineArray<4, Vector>, _ x: InlineArray<4, Vector>) -> Vector {
    Vector.select(kept[3], x[3], Vector.select(kept[2], x[2], x[1]))
  }
}

public enum OneOfFour: QuadPattern {
  @inlinable @inline(__always)
  public static var entries: Int { 1 }

  @inlinable @inline(__always)
  public static func kept<Vector: QuadVector>(_ scores: InlineArray<4, Vector>) -> InlineArray<4, Vector> {
    let oneBeatsZero = Vector.isLess(scores[0], scores[1])
    let threeBeatsTwo = Vector.isLess(scores[2], scores[3])
    let bestLow = Vector.select(oneBeatsZero, scores[1], scores[0])
    let bestHigh = Vector.select(threeBeatsTwo, scores[3], scores[2])
    let high = Vector.isLess(bestLow, bestHigh)
    return [
      Vector.not(Vector.or(high, oneBeatsZero)), Vector.and(oneBeatsZero, Vector.not(high)),
      Vector.and(high, Vector.not(threeBeatsTwo)), Vector.and(high, threeBeatsTwo),
    ]
  }

  @inlinable @inline(__always)
  public static func first<Vector: QuadVector>(_ kept: InlineArray<4, Vector>, _ x: InlineArray<4, Vector>) -> Vector {
    Vector.select(
      kept[0], x[0], Vector.select(kept[1], x[1], Vector.select(kept[2], x[2], x[3])))
  }

  @inlinable @inline(__always)
  public static func second<Vector: QuadVector>(_ kept: InlineArray<4, Vector>, _ x: InlineArray<4, Vector>) -> Vector {
    first(kept, x)
  }
}

/// 1:2, two groups in a quad.
public enum OneOfTwo: QuadPattern {
  @inlinable @inline(__always)
  public static var entries: Int { 2 }

  @inlinable @inline(__always)
  public static func kept<Vector: QuadVector>(_ scores: InlineArray<4, Vector>) -> InlineArray<4, Vector> {
    let oneBeatsZero = Vector.isLess(scores[0], scores[1])
    let threeBeatsTwo = Vector.isLess(scores[2], scores[3])
    return [Vector.not(oneBeatsZero), oneBeatsZero, Vector.not(threeBeatsTwo), threeBeatsTwo]
  }

  @inlinable @inline(__always)
  public static func first<Vector: QuadVector>(_ kept: InlineArray<4, Vector>, _ x: InlineArray<4, Vector>) -> Vector {
    Vector.select(kept[0], x[0], x[1])
  }

  @inlinable @inline(__always)
  public static func second<Vector: QuadVector>(_ kept: InlineArray<4, Vector>, _ x: InlineArray<4, Vector>) -> Vector {
    Vector.select(kept[2], x[2], x[3])
  }
}
