/// Random numbers that are a function of a key and a counter, and so of no order.

/// The finalizer of SplitMix64 (Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014).
@inlinable @inline(__always)
public func splitMix(_ counter: UInt64) -> UInt64 {
  var bits = counter &+ 0x9E37_79B9_7F4A_7C15
  bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
  bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
  return bits ^ (bits >> 31)
}

/// The key of all draws in one row of a packed gradient.
@inlinable @inline(__always)
public func rowKey(_ key: UInt64, pixel: Int, sampleGroup: Int) -> UInt32 {
  UInt32(
    truncatingIfNeeded: splitMix(
      key ^ (UInt64(truncatingIfNeeded: pixel) << 32 | UInt64(truncatingIfNeeded: sampleGroup))))
}

/// Draw number `index` of a row: 32 random bits (a hash of the kind of MurmurHash3's finalizer, constants by Wellons).
@inlinable @inline(__always)
public func draw(_ rowKey: UInt32, _ index: UInt32) -> UInt32 {
  var bits = rowKey ^ (index &* 0x9E37_79B9)
  bits = (bits ^ (bits >> 16)) &* 0x7FEB_352D
  bits = (bits ^ (bits >> 15)) &* 0x846C_A68B
  return bits ^ (bits >> 16)
}
