import CVectors

extension SIMD16<Float>: QuadVector {
  @inlinable @inline(__always)
  public static func add(_ a: Self, _ b: Self) -> Self { add16(a, b) }

  @inlinable @inline(__always)
  public static func subtract(_ a: Self, _ b: Self) -> Self { subtract16(a, b) }

  @inlinable @inline(__always)
  public static func multiply(_ a: Self, _ b: Self) -> Self { multiply16(a, b) }

  @inlinable @inline(__always)
  public static func divide(_ a: Self, _ b: Self) -> Self { divide16(a, b) }

  @inlinable @inline(__always)
  public var root: Self { squareRoot16(self) }

  @inlinable @inline(__always)
  public var magnitude: Self { magnitude16(self) }

  @inlinable @inline(__always)
  public static func isLess(_ a: Self, _ b: Self) -> Self { isLess16(a, b) }

  @inlinable @inline(__always)
  public static func and(_ a: Self, _ b: Self) -> Self { and16(a, b) }

  @inlinable @inline(__always)
  public static func or(_ a: Self, _ b: Self) -> Self { or16(a, b) }

  @inlinable @inline(__always)
  public static func not(_ a: Self) -> Self { not16(a) }

  @inlinable @inline(__always)
  public static func select(_ mask: Self, _ a: Self, _ b: Self) -> Self { select16(mask, a, b) }

  @inlinable @inline(__always)
  public static func integers(_ base: Int, plus offsets: Self) -> Self {
    integers16(Int32(truncatingIfNeeded: base), offsets)
  }

  @inlinable @inline(__always)
  public var shiftedLeft16: Self { shiftedLeft16_16(self) }

  @inlinable @inline(__always)
  public var shiftedRight2: Self { shiftedRight2_16(self) }

  @inlinable @inline(__always)
  public static func countUp(_ counts: Self, lanes: Self, _ a: Self, beatenBy b: Float, at index: Int) -> Self {
    countedUp16(counts, lanes, a, b, Int32(truncatingIfNeeded: index))
  }

  @inlinable @inline(__always)
  public var signBits: UInt32 { signBits16(self) }

  @inlinable @inline(__always)
  public static func drawn(_ key: UInt32, _ counters: Self) -> Self { drawn16(key, counters) }

  @inlinable @inline(__always)
  public var broadcast0: Self { broadcast0_16(self) }

  @inlinable @inline(__always)
  public var broadcast1: Self { broadcast1_16(self) }

  @inlinable @inline(__always)
  public var broadcast2: Self { broadcast2_16(self) }

  @inlinable @inline(__always)
  public var broadcast3: Self { broadcast3_16(self) }

  @inlinable @inline(__always)
  public var swappedPairs: Self { swappedPairs16(self) }

  @inlinable @inline(__always)
  public static func zipLow(_ a: Self, _ b: Self) -> Self { zipLow16(a, b) }

  @inlinable @inline(__always)
  public static func zipHigh(_ a: Self, _ b: Self) -> Self { zipHigh16(a, b) }

  @inlinable @inline(__always)
  public static func zipLowPairs(_ a: Self, _ b: Self) -> Self { zipLowPairs16(a, b) }

  @inlinable @inline(__always)
  public static func zipHighPairs(_ a: Self, _ b: Self) -> Self { zipHighPairs16(a, b) }

  @inlinable @inline(__always)
  public var byLane: Self { byLane16(self) }

  @inlinable @inline(__always)
  public var byPair: Self { byPair16(self) }

  @inlinable @inline(__always)
  public static func zipQuads(_ a: Self, _ b: Self) -> (Self, Self) { (zipLowQuads16(a, b), zipHighQuads16(a, b)) }

  @inlinable @inline(__always)
  public static func zipQuads(_ a: Self, _ b: Self, _ c: Self, _ d: Self) -> (Self, Self, Self, Self) {
    let (ab, cd) = (zipQuads(a, b), zipQuads(c, d))
    return (
      zipLowHalves16(ab.0, cd.0), zipHighHalves16(ab.0, cd.0), zipLowHalves16(ab.1, cd.1), zipHighHalves16(ab.1, cd.1)
    )
  }

  @inlinable @inline(__always)
  public func storePairHeads(_ address: UnsafeMutableRawPointer) {
    address.storeBytes(of: pairHeads16(self), as: SIMD8<Float>.self)
  }

  @inlinable @inline(__always)
  public func storeQuadHeads(_ address: UnsafeMutableRawPointer) {
    address.storeBytes(of: quadHeads16(self), as: SIMD4<Float>.self)
  }

  @inlinable @inline(__always)
  public func storeNarrowed(_ address: UnsafeMutableRawPointer) {
    address.storeBytes(of: narrowed16(self), as: SIMD16<UInt16>.self)
  }

  @inlinable @inline(__always)
  public func storeNarrowedPairHeads(_ address: UnsafeMutableRawPointer) {
    address.storeBytes(of: narrowed8(pairHeads16(self)), as: SIMD8<UInt16>.self)
  }

  @inlinable @inline(__always)
  public func storeNarrowedQuadHeads(_ address: UnsafeMutableRawPointer) {
    address.storeBytes(of: narrowed4(quadHeads16(self)), as: SIMD4<UInt16>.self)
  }
}
