import CVectors

/// Which of four channels are kept, as masks, for as many groups of four as a vector has lanes.
protocol QuadPattern {
  /// Entries kept of a quad: the packed entries that `first` and `second` give.
  static var entries: Int { get }

  /// The masks of the kept channels from four vectors of scores, which are not negative.
  static func kept(_ scores: Quads) -> Quads

  /// Of each lane the value whose channel is the first kept one, from the masks and four vectors of values.
  static func first(_ kept: Quads, _ x: Quads) -> Vector

  /// The same of the second kept channel.
  static func second(_ kept: Quads, _ x: Quads) -> Vector
}

enum TwoOfFour: QuadPattern {
  @inline(__always)
  static var entries: Int { 2 }

  /// A tournament: the better of each pair stays unless the other pair holds both places.
  @inline(__always)
  static func kept(_ scores: Quads) -> Quads {
    let oneBeatsZero = isLess(scores[0], scores[1])
    let threeBeatsTwo = isLess(scores[2], scores[3])
    let bestLow = selected(oneBeatsZero, scores[1], scores[0])
    let restLow = selected(oneBeatsZero, scores[0], scores[1])
    let bestHigh = selected(threeBeatsTwo, scores[3], scores[2])
    let restHigh = selected(threeBeatsTwo, scores[2], scores[3])
    let bothLow = not(isLess(restLow, bestHigh))
    let bothHigh = isLess(bestLow, restHigh)
    return [
      or(bothLow, not(or(oneBeatsZero, bothHigh))),
      or(bothLow, and(oneBeatsZero, not(bothHigh))),
      or(bothHigh, not(or(threeBeatsTwo, bothLow))),
      or(bothHigh, and(threeBeatsTwo, not(bothLow))),
    ]
  }

  @inline(__always)
  static func first(_ kept: Quads, _ x: Quads) -> Vector {
    selected(kept[0], x[0], selected(kept[1], x[1], x[2]))
  }

  @inline(__always)
  static func second(_ kept: Quads, _ x: Quads) -> Vector {
    selected(kept[3], x[3], selected(kept[2], x[2], x[1]))
  }
}

enum OneOfFour: QuadPattern {
  @inline(__always)
  static var entries: Int { 1 }

  @inline(__always)
  static func kept(_ scores: Quads) -> Quads {
    let oneBeatsZero = isLess(scores[0], scores[1])
    let threeBeatsTwo = isLess(scores[2], scores[3])
    let bestLow = selected(oneBeatsZero, scores[1], scores[0])
    let bestHigh = selected(threeBeatsTwo, scores[3], scores[2])
    let high = isLess(bestLow, bestHigh)
    return [
      not(or(high, oneBeatsZero)), and(oneBeatsZero, not(high)),
      and(high, not(threeBeatsTwo)), and(high, threeBeatsTwo),
    ]
  }

  @inline(__always)
  static func first(_ kept: Quads, _ x: Quads) -> Vector {
    selected(
      kept[0], x[0], selected(kept[1], x[1], selected(kept[2], x[2], x[3])))
  }

  @inline(__always)
  static func second(_ kept: Quads, _ x: Quads) -> Vector {
    first(kept, x)
  }
}

/// 1:2, two groups in a quad.
enum OneOfTwo: QuadPattern {
  @inline(__always)
  static var entries: Int { 2 }

  @inline(__always)
  static func kept(_ scores: Quads) -> Quads {
    let oneBeatsZero = isLess(scores[0], scores[1])
    let threeBeatsTwo = isLess(scores[2], scores[3])
    return [not(oneBeatsZero), oneBeatsZero, not(threeBeatsTwo), threeBeatsTwo]
  }

  @inline(__always)
  static func first(_ kept: Quads, _ x: Quads) -> Vector {
    selected(kept[0], x[0], x[1])
  }

  @inline(__always)
  static func second(_ kept: Quads, _ x: Quads) -> Vector {
    selected(kept[2], x[2], x[3])
  }
}
