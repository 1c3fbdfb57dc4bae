import CVectors
import RegisterTiles

/// One pass of gradient descent with momentum over `count` elements, in place:
/// g = scale * (gradient + decay * value); m = factor * m + g; value -= rate * (nesterov ? g + factor * m : m).
func updateByMomentum(
  _ value: UnsafeMutablePointer<Float>, _ gradient: UnsafePointer<Float>, _ momentum: UnsafeMutablePointer<Float>,
  _ count: Int, _ factors: MomentumFactors, _ nesterov: Bool
) {
  let factor = factors.momentum
  @inline(__always) func update(_ place: Int, lanes: Int) {
    let old = Vector.load(value + place, lanes: lanes)
    let slope = (Vector.load(gradient + place, lanes: lanes) + old * factors.weightDecay) * factors.gradientScale
    let next = Vector.load(momentum + place, lanes: lanes) * factor + slope
    next.store(momentum + place, lanes: lanes)
    let direction = nesterov ? slope + next * factor : next
    (old - direction * factors.learningRate).store(value + place, lanes: lanes)
  }
  var place = 0
  while place + Vector.scalarCount <= count {
    update(place, lanes: Vector.scalarCount)
    place += Vector.scalarCount
  }
  if place < count { update(place, lanes: count - place) }
}

/// One pass of Adam with decoupled weight decay over `count` elements, in place:
/// m += (1 - first) * (gradient - m); v = second * v + (1 - second) * gradient^2;
/// value = shrink * value - rate * m / (sqrt(v) * correction + epsilon).
func updateByAdam(
  _ value: UnsafeMutablePointer<Float>, _ gradient: UnsafePointer<Float>, _ firstMoment: UnsafeMutablePointer<Float>,
  _ secondMoment: UnsafeMutablePointer<Float>, _ count: Int, _ factors: AdamFactors
) {
  @inline(__always) func update(_ place: Int, lanes: Int) {
    let slope = Vector.load(gradient + place, lanes: lanes)
    let oldFirst = Vector.load(firstMoment + place, lanes: lanes)
    let first = oldFirst + (slope - oldFirst) * (1 - factors.firstDecay)
    let second =
      Vector.load(secondMoment + place, lanes: lanes) * factors.secondDecay
      + slope * slope * (1 - factors.secondDecay)
    first.store(firstMoment + place, lanes: lanes)
    second.store(secondMoment + place, lanes: lanes)
    let step = first / (root(second) * factors.correction + factors.epsilon)
    (Vector.load(value + place, lanes: lanes) * factors.shrink - step * factors.rate).store(value + place, lanes: lanes)
  }
  var place = 0
  while place + Vector.scalarCount <= count {
    update(place, lanes: Vector.scalarCount)
    place += Vector.scalarCount
  }
  if place < count { update(place, lanes: count - place) }
}

/// The sum of squares of `count` elements: sixteen sums side by side, on every instruction set alike, in single
/// precision within a block, in double between blocks.
func squaredNorm(_ values: UnsafePointer<Float>, _ count: Int) -> Double {
  var total = 0.0
  var index = 0
  while index + 16 <= count {
    var sums = SIMD16<Float>(repeating: 0)
    let end = min(count, index + 256 * 16)
    while index + 16 <= end {
      let value = UnsafeRawPointer(values + index).loadUnaligned(as: SIMD16<Float>.self)
      sums += value * value
      index += 16
    }
    for lane in 0..<16 { total += Double(sums[lane]) }
  }
  while index < count {
    total += Double(values[index]) * Double(values[index])
    index += 1
  }
  return total
}
