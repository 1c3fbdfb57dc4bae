/// One pass of Adam with decoupled weight decay over `count` elements, in place:
/// value *= shrink; m += (1 - first) * (gradient - m); v = second * v + (1 - second) * gradient^2;
/// value -= rate * m / (sqrt(v) * correction + epsilon).
///
/// `rate` holds the first moment's bias correction, `correction` the second's.
@inlinable @inline(__always)
public func adamTile<V: SIMD>(
  _: V.Type, value: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>,
  firstMoment: UnsafeMutablePointer<Float>, secondMoment: UnsafeMutablePointer<Float>, count: Int, shrink: Float,
  first: Float, second: Float, rate: Float, correction: Float, epsilon: Float
) where V.Scalar == Float {
  var index = 0
  while index + V.scalarCount <= count {
    let slope = UnsafeRawPointer(gradient + index).loadUnaligned(as: V.self)
    let oldFirst = UnsafeRawPointer(firstMoment + index).loadUnaligned(as: V.self)
    let newFirst = oldFirst + (slope - oldFirst) * (1 - first)
    let newSecond =
      UnsafeRawPointer(secondMoment + index).loadUnaligned(as: V.self) * second + slope * slope * (1 - second)
    UnsafeMutableRawPointer(firstMoment + index).storeBytes(of: newFirst, as: V.self)
    UnsafeMutableRawPointer(secondMoment + index).storeBytes(of: newSecond, as: V.self)
    let old = UnsafeRawPointer(value + index).loadUnaligned(as: V.self)
    let step = newFirst / (newSecond.squareRoot() * correction + epsilon)
    UnsafeMutableRawPointer(value + index).storeBytes(of: old * shrink - step * rate, as: V.self)
    index += V.scalarCount
  }
  while index < count {
    let slope = gradient[index]
    firstMoment[index] += (slope - firstMoment[index]) * (1 - first)
    secondMoment[index] = secondMoment[index] * second + slope * slope * (1 - second)
    let step = firstMoment[index] / (secondMoment[index].squareRoot() * correction + epsilon)
    value[index] = value[index] * shrink - step * rate
    index += 1
  }
}
