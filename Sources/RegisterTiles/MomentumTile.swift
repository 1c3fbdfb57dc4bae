/// One pass of gradient descent with momentum over `count` elements, in place:
/// g = scale * (gradient + decay * value); m = factor * m + g; value -= rate * (nesterov ? g + factor * m : m).
///
/// Whole vectors first, the rest one by one with the same arithmetic.
@inlinable @inline(__always)
public func momentumTile<V: SIMD>(
  _: V.Type, value: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>,
  momentum: UnsafeMutablePointer<Float>, count: Int, rate: Float, factor: Float, decay: Float, scale: Float,
  nesterov: Bool
) where V.Scalar == Float {
  var index = 0
  while index + V.scalarCount <= count {
    let old = UnsafeRawPointer(value + index).loadUnaligned(as: V.self)
    let slope = (UnsafeRawPointer(gradient + index).loadUnaligned(as: V.self) + old * decay) * scale
    let next = UnsafeRawPointer(momentum + index).loadUnaligned(as: V.self) * factor + slope
    UnsafeMutableRawPointer(momentum + index).storeBytes(of: next, as: V.self)
    let direction = nesterov ? slope + next * factor : next
    UnsafeMutableRawPointer(value + index).storeBytes(of: old - direction * rate, as: V.self)
    index += V.scalarCount
  }
  while index < count {
    let slope = (gradient[index] + value[index] * decay) * scale
    momentum[index] = momentum[index] * factor + slope
    value[index] -= (nesterov ? slope + momentum[index] * factor : momentum[index]) * rate
    index += 1
  }
}
