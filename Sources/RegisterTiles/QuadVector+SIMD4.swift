import CVectors

extension SIMD4<Float>: QuadVector {
  @inlinable @inline(__always)
  public static func add(_ a: Self, _ b: Self) -> Self { add4(a, b) }

  @inlinable @inline(__always)
  public static func subtract(_ a: Self, _ b: Self) -> Self { subtract4(a, b) }

  @inlinable @inline(__always)
  public static func multiply(_ a: Self, _ b: Self) -> Self { multiply4(a, b) }

  @inlinable @inline(__always)
  public static func divide(_ a: Self, _ b: Self) -> Self { divide4(a, b) }

  @inlinable @inline(__always)
  public var root: Self { squareRoot4(self) }

  @inlinable @inline(__always)
  public var magnitude: Self { magnitude4(self) }

  @inlinable @inline(__always)
  public static func isLess(_ a: Self, _ b: Self) -> Self { isLess4(a, b) }

  @inlinable @inline(__always)
  public static func and(_ a: Self, _ b: Self) -> Self { and4(a, b) }

  @inlinable @inline(__always)
  public static func or(_ a: Self, _ b: Self) -> Self { or4(a, b) }

  @inlinable @inline(__always)
  public static func not(_ a: Self) -> Self { not4(a) }

  @inlinable @inline(__always)
  public static func select(_ mask: Self, _ a: Self, _ b: Self) -> Self { select4(mask, a, b) }

  @inlinable @inline(__always)
  public static func integers(_ base: Int, plus offsets: Self) -> Self {
    integers4(Int32(truncatingIfNeeded: base), offsets)
  }

  @inlinable @inline(__always)
  public var shiftedLeft16: Self { shiftedLeft16_4(self) }

  @inlinable @inline(__always)
  public var shiftedRight2: Self { shiftedRight2_4(self) }

  @inlinable @inline(__always)
  public static func countUp(_ counts: Self, lanes: Self, _ a: Self, beatenBy b: Float, at index: Int) -> Self {
    countedUp4(counts, lanes, a, b, Int32(truncatingIfNeeded: index))
  }

  @inlinable @inline(__always)
  public var signBits: UInt32 { signBits4(self) }

  @inlinable @inline(__always)
  public static func drawn(_ key: UInt32, _ counters: Self) -> Self { drawn4(key, counters) }

  @inlinable @inline(__always)
  public var broadcast0: Self { broadcast0_4(self) }

  @inlinable @inline(__always)
  public var broadcast1: Self { broadcast1_4(self) }

  @inlinable @inline(__always)
  public var broadcast2: Self { broadcast2_4(self) }

  @inlinable @inline(__always)
  public var broadcast3: Self { broadcast3_4(self) }

  @inlinable @inline(__always)
  public var swappedPairs: Self { swappedPairs4(self) }

  @inlinable @inline(__always)
  public static func zipLow(_ a: Self, _ b: Self) -> Self { zipLow4(a, b) }

  @inlinable @inline(__always)
  public static func zipHigh(_ a: Self, _ b: Self) -> Self { zipHigh4(a, b) }

  @inlinable @inline(__always)
  public static func zipLowPairs(_ a: Self, _ b: Self) -> Self { zipLowPairs4(a, b) }

  @inlinable @inline(__always)
  public static func zipHighPairs(_ a: Self, _ b: Self) -> Self { zipHighPairs4(a, b) }

  @inlinable @inline(__always)
  public var byLane: Self { self }

  @inlinable @inline(__always)
  public var byPair: Self { self }

  @inlinable @inline(__always)
  public static func zipQuads(_ a: Self, _ b: Self) -> (Self, Self) { (a, b) }

  @inlinable @inline(__always)
  public static func zipQuads(_ a: Self, _ b: Self, _ c: Self, _ d: Self) -> (Self, Self, Self, Self) { (a, b, c, d) }

  @inlinable @inline(__always)
  public func storePairHeads(_ address: UnsafeMutableRawPointer) {
    address.storeBytes(of: pairHeads4(self), as: SIMD2<Float>.self)
  }

  @inlinable @inline(__always)
  public func storeQuadHeads(_ address: UnsafeMutableRawPointer) {
    address.storeBytes(of: self[0], as: Float.self)
  }

  @inlinable @inline(__always)
  public func storeNarrowed(_ address: UnsafeMutableRawPointer) {
    address.storeBytes(of: narrowed4(self), as: SIMD4<UInt16>.self)
  }

  @inlinable @inline(__always)
  public func storeNarrowedPairHeads(_ address: UnsafeMutableRawPointer) {
    address.storeBytes(of: narrowed2(pairHeads4(self)), as: SIMD2<UInt16>.self)
  }

  @inlinable @inline(__always)
  public func storeNarrowedQuadHeads(_ address: UnsafeMutableRawPointer) {
    address.storeBytes(of: UInt16(truncatingIfNeeded: self[0].bitPattern), as: UInt16.self)
  }
}
