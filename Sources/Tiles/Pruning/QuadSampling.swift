import CVectors

/// Draws `nonzeros` (1 or 2) of four channels in each lane, with the probabilities of `PruningRule.unbiased`: what their
/// values are multiplied by, 0 for those that are not kept.
///
/// The same steps as the scalar definition, all of them exact: weights are integers of 18 bits, kept as floats.
/// `draws` are 24 random bits a lane.
@inline(__always)
func sampledQuads(_ scores: Quads, nonzeros: Int, draws: Vector) -> Quads {
  var weights = quadWeights(scores)
  var remaining = Vector(repeating: Float(nonzeros))
  var certain = Quads(repeating: .zero)
  if nonzeros == 2 {
    certain = takenCertain(&weights)
    remaining -= sum(certain)
  }
  var draw = QuadDraw(remaining: remaining, total: sum(weights), draws: draws)
  // Not a loop, which would be kept as one.
  let (zero, one) = (draw.next(weights[0], scores[0]), draw.next(weights[1], scores[1]))
  let (two, three) = (draw.next(weights[2], scores[2]), draw.next(weights[3], scores[3]))
  return [or(certain[0], zero), or(certain[1], one), or(certain[2], two), or(certain[3], three)]
}

/// Systematic sampling: who among the channels that come one after the other gets the places that remain.
private struct QuadDraw {
  private let remaining: Vector
  private let total: Vector
  private var running: Vector
  private var missing: Vector

  @inline(__always)
  init(remaining: Vector, total: Vector, draws: Vector) {
    self.remaining = remaining
    self.total = total
    running = uniform(draws, below: total)
    missing = and(not(isLess(.zero, total)), remaining)
  }

  /// The factor of the next channel. Channels of score zero fill up where the pool is empty.
  @inline(__always)
  mutating func next(_ weight: Vector, _ score: Vector) -> Vector {
    // Stays below the total: no weight of the pool takes more than one place.
    let step = remaining * weight
    running += step
    let isDrawn = not(isLess(running, total))
    running -= and(isDrawn, total)
    let filling = and(and(not(isLess(.zero, score)), isLess(.zero, missing)), Vector(repeating: 1))
    missing -= filling
    return or(filling, and(isDrawn, total / step))
  }
}

/// Takes whoever has half of all weights out of `weights`, and returns 1 for them, 0 for the others: of two places one is
/// certainly theirs. Then nobody else can be certain unless alone, which sampling keeps.
@inline(__always)
private func takenCertain(_ weights: inout Quads) -> Quads {
  let one = Vector(repeating: 1)
  // Nobody is where all weights are zero.
  let bound = larger(sum(weights), one)
  let isOpen: Quads = [
    isLess(weights[0] + weights[0], bound), isLess(weights[1] + weights[1], bound),
    isLess(weights[2] + weights[2], bound), isLess(weights[3] + weights[3], bound),
  ]
  weights = [
    and(weights[0], isOpen[0]), and(weights[1], isOpen[1]), and(weights[2], isOpen[2]), and(weights[3], isOpen[3]),
  ]
  return [and(not(isOpen[0]), one), and(not(isOpen[1]), one), and(not(isOpen[2]), one), and(not(isOpen[3]), one)]
}

/// Scores in proportion to the largest one, as integers up to 2^18; at least 1 where the score is not zero.
@inline(__always)
private func quadWeights(_ scores: Quads) -> Quads {
  let largest = larger(larger(scores[0], scores[1]), larger(scores[2], scores[3]))
  let scale = 262_144 / larger(largest, Vector(repeating: 0x1p-100))
  return [
    weight(scores[0], scale), weight(scores[1], scale), weight(scores[2], scale), weight(scores[3], scale),
  ]
}

@inline(__always)
private func weight(_ score: Vector, _ scale: Vector) -> Vector {
  and(larger(rounded(score * scale), Vector(repeating: 1)), isLess(.zero, score))
}

/// The nearest integers, of two the even one, to numbers from 0 to 2^22: adding 2^23 leaves no bits for a fraction.
@inline(__always)
func rounded(_ x: Vector) -> Vector {
  let shift = Vector(repeating: 0x1p23)
  return (x + shift) - shift
}

/// Integers from 0 to `total` - 1, -1 where the total is zero, from 24 random bits.
@inline(__always)
func uniform(_ draws: Vector, below total: Vector) -> Vector {
  let one = Vector(repeating: 1)
  let product = draws * 0x1p-24 * total
  let nearest = rounded(product)
  let floor = nearest - and(isLess(product, nearest), one)
  return selected(isLess(floor, total), floor, total - one)
}
