import CVectors

/// Draws `nonzeros` (1 or 2) of four channels in each lane, with the probabilities of `PruningRule.unbiased`.
///
/// The same steps as the scalar definition, all of them exact: weights are integers of 18 bits, kept as floats.
/// `draws` are 24 random bits a lane. Returns the masks of the kept channels and what their values are multiplied by.
@inline(__always)
func sampledQuads(
  _ scores: Quads, nonzeros: Int, draws: Vector
) -> (kept: Quads, factors: Quads) {
  let one = Vector(repeating: 1)
  let places = Vector(repeating: Float(nonzeros))
  var certain = Quads(repeating: .zero)
  var remaining = places
  var weights = quadWeights(scores)
  if nonzeros == 2 {
    // Whoever is certain leaves the pool; with one place left nobody can be certain unless alone, which sampling keeps.
    let total = sum(weights)
    var pool = scores
    for index in 0..<4 {
      let isCertain = not(isLess(places * weights[index], total))
      certain[index] = and(isCertain, isLess(.zero, weights[index]))
      remaining -= and(certain[index], one)
      pool[index] = and(scores[index], not(certain[index]))
    }
    weights = quadWeights(pool)
  }
  let total = sum(weights)
  var running = uniform(draws, below: total)
  var kept = certain
  var factors = Quads(repeating: one)
  var missing = places
  for index in 0..<4 {
    let step = remaining * weights[index]
    running += step
    let isDrawn = not(isLess(running, total))
    let isKept = and(isDrawn, isLess(.zero, step))
    running -= and(isKept, total)
    factors[index] = selected(isKept, total / step, one)
    kept[index] = or(kept[index], isKept)
    missing -= and(kept[index], one)
  }
  // Channels of score zero fill up.
  for index in 0..<4 {
    let isFree = and(not(isLess(.zero, scores[index])), isLess(.zero, missing))
    kept[index] = or(kept[index], isFree)
    missing -= and(isFree, one)
  }
  return (kept, factors)
}

/// Scores over the largest one, as integers up to 2^18; at least 1 where the score is not zero.
@inline(__always)
func quadWeights(_ scores: Quads) -> Quads {
  let low = selected(isLess(scores[0], scores[1]), scores[1], scores[0])
  let high = selected(isLess(scores[2], scores[3]), scores[3], scores[2])
  let largest = selected(isLess(low, high), high, low)
  let one = Vector(repeating: 1)
  var weights = scores
  for index in 0..<4 {
    let scaled = scores[index] / largest * 262_144
    let integer = rounded(scaled)
    let atLeastOne = selected(isLess(integer, one), one, integer)
    weights[index] = and(atLeastOne, isLess(.zero, scores[index]))
  }
  return weights
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
