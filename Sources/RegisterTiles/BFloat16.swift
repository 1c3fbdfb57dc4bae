/// `value` in bfloat16, rounded to nearest, ties to even; a NaN stays a NaN.
@inlinable @inline(__always)
public func bfloat16Bits(_ value: Float) -> UInt16 {
  let bits = value.bitPattern
  let rounded = (bits &+ 0x7FFF &+ ((bits >> 16) & 1)) >> 16
  let quietNaN = (bits >> 16) | 0x40
  return UInt16(truncatingIfNeeded: bits & 0x7FFF_FFFF > 0x7F80_0000 ? quietNaN : rounded)
}

/// The value of a bfloat16.
@inlinable @inline(__always)
public func float(bfloat16Bits bits: UInt16) -> Float { Float(bitPattern: UInt32(truncatingIfNeeded: bits) << 16) }
