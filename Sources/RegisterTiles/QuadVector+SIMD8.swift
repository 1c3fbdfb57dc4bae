import CVectors

extension SIMD8<Float>: QuadVector {
  @inlinable @inline(__always)
  public static func add(_ a: Self, _ b: Self) -> Self { add8(a, b) }

  @inlinable @inline(__always)
  public static func subtract(_ a: Self, _ b: Self) -> Self { subtract8(a, b) }

  @inlinable @inline(__always)
  public static func multiply(_ a: Self, _ b: Self) -> Self { multiply8(a, b) }

  @inlinable @inline(__always)
  public static func divide(_ a: Self, _ b: Self) -> Self { divide8(a, b) }

  @inlinable @inline(__always)
  public var root: Self { squareRoot8(self) }

  @inlinable @inline(__always)
  public var magnitude: Self { magnitude8(self) }

  @inlinable @inline(__always)
  public static func isLess(_ a: Self, _ b: Self) -> Self { isLess8(a, b) }

  @inlinable @inline(__always)
  public static func and(_ a: Self, _ b: Self) -> Self { and8(a, b) }

  @inlinable @inline(__always)
  public static func or(_ a: Self, _ b: Self) -> Self { or8(a, b) }

  @inlinable @inline(__always)
  public static func not(_ a: Self) -> Self { not8(a) }

  @inlinable @inline(__always)
  public static func select(_ mask: Self, _ a: Self, _ b: Self) -> Self { select8(mask, a, b) }

  @inlinable @inline(__always)
  public static func integers(_ base: Int, plus offsets: Self) -> Self {
    integers8(Int32(truncatingIfNeeded: base), offsets)
  }

  @inlinable @inline(__always)
  public var shiftedLeft16: Self { shiftedLeft16_8(self) }

  @inlinable @inline(__always)
  public var shiftedRight2: Self { shiftedRight2_8(self) }

  @inlinable @inline(__always)
  public static func countUp(_ counts: Self, lanes: Self, _ a: Self, beatenBy b: Float, at index: Int) -> Self {
    countedUp8(counts, lanes, a, b, Int32(truncatingIfNeeded: index))
  }

  @inlinable @inline(__always)
  public var signBits: UInt32 { signBits8(self) }

  @inlinable @inline(__always)
  public static func drawn(_ key: UInt32, _ counters: Self) -> Self { drawn8(key, counters) }

  @inlinable @inline(__always)
  public var broadcast0: Self { broadcast0_8(self) }

  @inlinable @inline(__always)
  public var broadcast1: Self { broadcast1_8(self) }

  @inlinable @inline(__always)
  public var broadcast2: Self { broadcast2_8(self) }

  @inlinable @inline(__always)
  public var broadcast3: Self { broadcast3_8(self) }

  @inlinable @inline(__always)
  public var swappedPairs: Self { swappedPairs8(self) }

  @inlinable @inline(__always)
  public static func zipLow(_ a: Self, _ b: Self) -> Self { zipLow8(a, b) }

  @inlinable @inline(__always)
  public static func zipHigh(_ a: Self, _ b: Self) -> Self { zipHigh8(a, b) }

  @inlinable @inline(__always)
  public static func zipLowPairs(_ a: Self, _ b: Self) -> Self { zipLowPairs8(a, b) }

  @inlinable @inline(__always)
  public static func zipHighPairs(_ a: Self, _ b: Self) -> Self { zipHighPairs8(a, b) }

  @inlinable @inline(__always)
  public var byLane: Self { byLane8(self) }

  @inlinable @inline(__always)
  public var byPair: Self { byPair8(self) }

  @inlinable @inline(__always)
  public static func zipQuads(_ a: Self, _ b: Self) -> (Self, Self) { (zipLowQuads8(a, b), zipHighQuads8(a, b)) }

  @inlinable @inline(__always)
  public static func zipQuads(_ a: Self, _ b: Self, _ c: Self, _ d: Self) -> (Self, Self, Self, Self) {
    let (ab, cd) = (zipQuads(a, b), zipQuads(c, d))
    return (ab.0, cd.0, ab.1, cd.1)
  }

  @inlinable @inline(__always)
  public func storePairHeads(_ address: UnsafeMutableRawPointer) {
    address.storeBytes(of: pairHeads8(self), as: SIMD4<Float>.self)
  }

  @inlinable @inline(__always)
  public func storeQuadHeads(_ address: UnsafeMutableRawPointer) {
    address.storeBytes(of: quadHeads8(self), as: SIMD2<Float>.self)
  }

  @inlinable @inline(__always)
  public func storeNarrowed(_ address: UnsafeMutableRawPointer) {
    address.storeBytes(of: narrowed8(self), as: SIMD8<UInt16>.self)
  }

  @inlinable @inline(__always)
  public func storeNarrowedPairHeads(_ address: UnsafeMutableRawPointer) {
    address.storeBytes(of: narrowed4(pairHeads8(self)), as: SIMD4<UInt16>.self)
  }

  @inlinable @inline(__always)
  public func storeNarrowedQuadHeads(_ address: UnsafeMutableRawPointer) {
    address.storeBytes(of: narrowed2(quadHeads8(self)), as: SIMD2<UInt16>.self)
  }
}
