/// A bit for each of exactly `kept` of `length` scores, drawn as `PruningRule.unbiased` says; `factors` gets what their
/// values are multiplied by, `weights` is scratch.
///
/// The steps of the scalar definition, with integer weights kept as floats, which is exact.
@inline(__always)
func sampledGroup(
  _ scores: UnsafePointer<Float>, length: Int, keeping kept: Int, _ draw: UInt32,
  _ factors: UnsafeMutablePointer<Float>,
  _ weights: UnsafeMutablePointer<Float>
) -> UInt32 {
  var certain: UInt32 = 0
  var remaining = kept
  var total: Float = 0
  while remaining > 0 {
    var largest: Float = 0
    for index in 0..<length where certain >> UInt32(truncatingIfNeeded: index) & 1 == 0 {
      largest = scores[index] > largest ? scores[index] : largest
    }
    total = 0
    if largest == 0 { break }
    for index in 0..<length {
      let isOut = certain >> UInt32(truncatingIfNeeded: index) & 1 == 1 || scores[index] == 0
      // Adding 2^23 leaves no bits for a fraction.
      let integer = scores[index] / largest * 262_144 + 0x1p23 - 0x1p23
      weights[index] = isOut ? 0 : integer < 1 ? 1 : integer
      total += weights[index]
    }
    var found: UInt32 = 0
    for index in 0..<length where weights[index] > 0 && Float(remaining) * weights[index] >= total {
      found |= 1 << UInt32(truncatingIfNeeded: index)
    }
    if found == 0 { break }
    certain |= found
    remaining -= found.nonzeroBitCount
    total = 0
  }
  return drawnBits(scores, length, weights, total, remaining, certain, draw, factors)
}

/// Adds `remaining` draws to the certain ones: systematic sampling with the weights, or, where their total is zero, the
/// first scores that are zero.
@inline(__always)
func drawnBits(
  _ scores: UnsafePointer<Float>, _ length: Int, _ weights: UnsafeMutablePointer<Float>, _ total: Float,
  _ remaining: Int,
  _ certain: UInt32, _ draw: UInt32, _ factors: UnsafeMutablePointer<Float>
) -> UInt32 {
  var bits = certain
  for index in 0..<length { factors[index] = 1 }
  if total == 0 {
    var missing = remaining
    for index in 0..<length where missing > 0 && scores[index] == 0 {
      bits |= 1 << UInt32(truncatingIfNeeded: index)
      missing -= 1
    }
    return bits
  }
  let product = Float(draw >> 8) * 0x1p-24 * total
  let nearest = product + 0x1p23 - 0x1p23
  var sum = min(nearest > product ? nearest - 1 : nearest, total - 1)
  for index in 0..<length {
    let step = Float(remaining) * weights[index]
    sum += step
    guard step > 0, sum >= total else { continue }
    sum -= total
    bits |= 1 << UInt32(truncatingIfNeeded: index)
    factors[index] = total / step
  }
  return bits
}
