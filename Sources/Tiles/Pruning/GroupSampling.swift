/// A bit for each of exactly `kept` of `length` scores, drawn as `PruningRule.unbiased` says; `factors` gets what their
/// values are multiplied by, `weights` is scratch.
///
/// The steps of the scalar definition, with integer weights kept as floats, which is exact.
@inline(__always)
func sampledGroup(
  _ scores: UnsafePointer<Float>, length: Int, keeping kept: Int, _ draw: UInt32,
  _ factors: UnsafeMutablePointer<Float>, _ weights: UnsafeMutablePointer<Float>
) -> UInt32 {
  var largest: Float = 0x1p-100
  for index in 0..<length { largest = scores[index] > largest ? scores[index] : largest }
  let scale = 262_144 / largest
  var total: Float = 0
  for index in 0..<length {
    // Adding 2^23 leaves no bits for a fraction.
    let integer = scores[index] * scale + 0x1p23 - 0x1p23
    weights[index] = scores[index] == 0 ? 0 : integer < 1 ? 1 : integer
    total += weights[index]
  }
  var certain: UInt32 = 0
  var remaining = kept
  while remaining > 0, total > 0 {
    var rest: Float = 0
    var found: UInt32 = 0
    for index in 0..<length {
      if weights[index] > 0 && Float(remaining) * weights[index] >= total {
        found |= 1 << UInt32(truncatingIfNeeded: index)
        weights[index] = 0
      }
      rest += weights[index]
    }
    if found == 0 { break }
    certain |= found
    remaining -= found.nonzeroBitCount
    total = rest
  }
  return drawnBits(scores, length, weights, total, remaining, certain, draw, factors)
}

/// Adds `remaining` draws to the certain ones: systematic sampling with the weights, or, where their total is zero, the
/// first scores that are zero.
@inline(__always)
func drawnBits(
  _ scores: UnsafePointer<Float>, _ length: Int, _ weights: UnsafeMutablePointer<Float>, _ total: Float,
  _ remaining: Int, _ certain: UInt32, _ draw: UInt32, _ factors: UnsafeMutablePointer<Float>
) -> UInt32 {
  var bits = certain
  for index in 0..<length { factors[index] = 1 }
  if total == 0 || remaining == 0 {
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
