// Plain loops, which the compiler turns into vectors of whatever instruction set they are instantiated for.

@inlinable @inline(__always)
public func encodeBFloat16(
  _ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<UInt16>, _ count: Int
) {
  for index in 0..<count { target[index] = bfloat16Bits(source[index]) }
}

@inlinable @inline(__always)
public func decodeBFloat16(
  _ source: UnsafePointer<UInt16>, _ target: UnsafeMutablePointer<Float>, _ count: Int
) {
  for index in 0..<count { target[index] = float(bfloat16Bits: source[index]) }
}

@inlinable @inline(__always)
public func addBFloat16(_ source: UnsafePointer<UInt16>, _ target: UnsafeMutablePointer<Float>, _ count: Int) {
  for index in 0..<count { target[index] += float(bfloat16Bits: source[index]) }
}

@inlinable @inline(__always)
public func encodeFloat16(
  _ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<UInt16>, _ count: Int, scale: Float
) {
  for index in 0..<count { target[index] = Float16(source[index] * scale).bitPattern }
}

@inlinable @inline(__always)
public func decodeFloat16(
  _ source: UnsafePointer<UInt16>, _ target: UnsafeMutablePointer<Float>, _ count: Int, scale: Float
) {
  for index in 0..<count { target[index] = Float(Float16(bitPattern: source[index])) * scale }
}

@inlinable @inline(__always)
public func addFloat16(_ source: UnsafePointer<UInt16>, _ target: UnsafeMutablePointer<Float>, _ count: Int) {
  for index in 0..<count { target[index] += Float(Float16(bitPattern: source[index])) }
}

@inlinable @inline(__always)
public func add(_ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>, _ count: Int) {
  for index in 0..<count { target[index] += source[index] }
}

@inlinable @inline(__always)
public func add(
  _ source: UnsafePointer<Float>, times factor: Float, to target: UnsafeMutablePointer<Float>, _ count: Int
) {
  for index in 0..<count { target[index] += source[index] * factor }
}

@inlinable @inline(__always)
public func dot(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ count: Int) -> Float {
  // Sixteen sums side by side, on every instruction set alike.
  var sums = SIMD16<Float>(repeating: 0)
  let whole = count & ~15
  var index = 0
  while index < whole {
    let first = UnsafeRawPointer(a + index).loadUnaligned(as: SIMD16<Float>.self)
    let second = UnsafeRawPointer(b + index).loadUnaligned(as: SIMD16<Float>.self)
    sums += first * second
    index += 16
  }
  var result: Float = 0
  for lane in 0..<16 { result += sums[lane] }
  while index < count {
    result += a[index] * b[index]
    index += 1
  }
  return result
}
