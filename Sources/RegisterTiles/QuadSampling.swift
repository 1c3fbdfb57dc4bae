/// Draws `nonzeros` (1 or 2) of four channels in each lane, with the probabilities of `PruningRule.unbiased`.
///
/// The same steps as the scalar definition, all of them exact: weights are integers of 18 bits, kept as floats.
/// `draws` are 24 random bits a lane. Returns the masks of the kept channels and what their values are multiplied by.
@inlinable @inline(__always)
func sampledQuads<Vector: QuadVector>(
  _ scores: InlineArray<4, Vector>, nonzeros: Int, draws: Vector
) -> (kept: InlineArray<4, Vector>, factors: InlineArray<4, Vector>) {
  let one = Vector(repeating: 1)
  let places = Vector(repeating: Float(nonzeros))
  var certain = InlineArray<4, Vector>(repeating: .zero)
  var remaining = places
  var weights = quadWeights(scores)
  if nonzeros == 2 {
    // Whoever is certain leaves the pool; with one place left nobody can be certain unless alone, which sampling keeps.
    let total = sum(weights)
    var pool = scores
    for index in 0..<4 {
      let isCertain = Vector.not(Vector.isLess(Vector.multiply(places, weights[index]), total))
      certain[index] = Vector.and(isCertain, Vector.isLess(.zero, weights[index]))
      remaining = Vector.subtract(remaining, Vector.and(certain[index], one))
      pool[index] = Vector.and(scores[index], Vector.not(certain[index]))
    }
    weights = quadWeights(pool)
  }
  let total = sum(weights)
  var running = uniform(draws, below: total)
  var kept = certain
  var factors = InlineArray<4, Vector>(repeating: one)
  var missing = places
  for index in 0..<4 {
    let step = Vector.multiply(remaining, weights[index])
    running = Vector.add(running, step)
    let isDrawn = Vector.not(Vector.isLess(running, total))
    let isKept = Vector.and(isDrawn, Vector.isLess(.zero, step))
    running = Vector.subtract(running, Vector.and(isKept, total))
    factors[index] = Vector.select(isKept, Vector.divide(total, step), one)
    kept[index] = Vector.or(kept[index], isKept)
    missing = Vector.subtract(missing, Vector.and(kept[index], one))
  }
  // Channels of score zero fill up.
  for index in 0..<4 {
    let isFree = Vector.and(Vector.not(Vector.isLess(.zero, scores[index])), Vector.isLess(.zero, missing))
    kept[index] = Vector.or(kept[index], isFree)
    missing = Vector.subtract(missing, Vector.and(isFree, one))
  }
  return (kept, factors)
}

/// Scores over the largest one, as integers up to 2^18; at least 1 where the score is not zero.
@inlinable @inline(__always)
func quadWeights<Vector: QuadVector>(_ scores: InlineArray<4, Vector>) -> InlineArray<4, Vector> {
  let low = Vector.select(Vector.isLess(scores[0], scores[1]), scores[1], scores[0])
  let high = Vector.select(Vector.isLess(scores[2], scores[3]), scores[3], scores[2])
  let largest = Vector.select(Vector.isLess(low, high), high, low)
  let one = Vector(repeating: 1)
  var weights = scores
  for index in 0..<4 {
    let scaled = Vector.multiply(Vector.divide(scores[index], largest), Vector(repeating: 262_144))
    let integer = rounded(scaled)
    let atLeastOne = Vector.select(Vector.isLess(integer, one), one, integer)
    weights[index] = Vector.and(atLeastOne, Vector.isLess(.zero, scores[index]))
  }
  return weights
}

/// The nearest integers, of two the even one, to numbers from 0 to 2^22: adding 2^23 leaves no bits for a fraction.
@inlinable @inline(__always)
func rounded<Vector: QuadVector>(_ x: Vector) -> Vector {
  let shift = Vector(repeating: 0x1p23)
  return Vector.subtract(Vector.add(x, shift), shift)
}

/// Integers from 0 to `total` - 1, -1 where the total is zero, from 24 random bits.
@inlinable @inline(__always)
func uniform<Vector: QuadVector>(_ draws: Vector, below total: Vector) -> Vector {
  let one = Vector(repeating: 1)
  let product = Vector.multiply(Vector.multiply(draws, Vector(repeating: 0x1p-24)), total)
  let nearest = rounded(product)
  let floor = Vector.subtract(nearest, Vector.and(Vector.isLess(product, nearest), one))
  return Vector.select(Vector.isLess(floor, total), floor, Vector.subtract(total, one))
}

@inlinable @inline(__always)
func sum<Vector: QuadVector>(_ x: InlineArray<4, Vector>) -> Vector {
  Vector.add(Vector.add(x[0], x[1]), Vector.add(x[2], x[3]))
}
