/// The sum of squares of `count` elements: single precision within a block of vectors, double between blocks, always
/// in the same order.
@inlinable @inline(__always)
public func squaredNormTile<V: SIMD>(_: V.Type, _ values: UnsafePointer<Float>, count: Int) -> Double
where V.Scalar == Float {
  var total = 0.0
  var index = 0
  while index + V.scalarCount <= count {
    var sums = V(repeating: 0)
    let end = min(count, index + 256 * V.scalarCount)
    while index + V.scalarCount <= end {
      let value = UnsafeRawPointer(values + index).loadUnaligned(as: V.self)
      sums += value * value
      index += V.scalarCount
    }
    for lane in 0..<V.scalarCount { total += Double(sums[lane]) }
  }
  while index < count {
    total += Double(values[index]) * Double(values[index])
    index += 1
  }
  return total
}
