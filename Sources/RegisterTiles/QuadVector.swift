/// A vector of floats seen as quads: runs of four lanes, each a group of four channels or what belongs to one.
///
/// Masks are vectors whose lanes have all bits set or none. Generic code uses these functions, not the standard
/// library's operators, which are not vectorized there.
public protocol QuadVector: SIMD where Scalar == Float {
  static func add(_ a: Self, _ b: Self) -> Self
  static func subtract(_ a: Self, _ b: Self) -> Self
  static func multiply(_ a: Self, _ b: Self) -> Self
  static func divide(_ a: Self, _ b: Self) -> Self
  var root: Self { get }
  var magnitude: Self { get }
  /// All bits of the lanes where a < b; at most one of the two may be negative.
  static func isLess(_ a: Self, _ b: Self) -> Self
  static func and(_ a: Self, _ b: Self) -> Self
  static func or(_ a: Self, _ b: Self) -> Self
  static func not(_ a: Self) -> Self
  /// `a` where the mask has all bits set, `b` where none.
  static func select(_ mask: Self, _ a: Self, _ b: Self) -> Self
  /// Bit patterns of integers: `base` plus those in `offsets`.
  static func integers(_ base: Int, plus offsets: Self) -> Self
  var shiftedLeft16: Self { get }
  var shiftedRight2: Self { get }
  /// `counts` + 1 where `b` is greater than `a`, or equal and its `index` lower than the lane's in `lanes`. Counts, index
  /// and lanes are integers.
  static func countUp(_ counts: Self, lanes: Self, _ a: Self, beatenBy b: Float, at index: Int) -> Self
  /// A bit for each lane whose sign is set.
  var signBits: UInt32 { get }
  /// The upper 24 bits of `draw(key, counter)` as a number, for counters that are bit patterns.
  static func drawn(_ key: UInt32, _ counters: Self) -> Self
  /// Lane 0 (1, 2, 3) of each quad in all of its lanes.
  var broadcast0: Self { get }
  var broadcast1: Self { get }
  var broadcast2: Self { get }
  var broadcast3: Self { get }
  /// The two lanes of each pair exchanged.
  var swappedPairs: Self { get }
  /// a0 b0 a1 b1 of each quad.
  static func zipLow(_ a: Self, _ b: Self) -> Self
  /// a2 b2 a3 b3 of each quad.
  static func zipHigh(_ a: Self, _ b: Self) -> Self
  /// a0 a1 b0 b1 of each quad.
  static func zipLowPairs(_ a: Self, _ b: Self) -> Self
  /// a2 a3 b2 b3 of each quad.
  static func zipHighPairs(_ a: Self, _ b: Self) -> Self
  /// Lane 0 of every quad, then lane 1 of every quad, and so on.
  var byLane: Self { get }
  /// The first pair of every quad, then the second pair of every quad.
  var byPair: Self { get }
  /// The first quads of both vectors, then the second ones, and so on.
  static func zipQuads(_ a: Self, _ b: Self) -> (Self, Self)
  /// The same of four vectors.
  static func zipQuads(_ a: Self, _ b: Self, _ c: Self, _ d: Self) -> (Self, Self, Self, Self)
  /// Stores lane 0 of each pair.
  func storePairHeads(_ address: UnsafeMutableRawPointer)
  /// Stores lane 0 of each quad.
  func storeQuadHeads(_ address: UnsafeMutableRawPointer)
  /// Stores every lane in 16 bits, for bit patterns that fit.
  func storeNarrowed(_ address: UnsafeMutableRawPointer)
  /// Stores lane 0 of each pair in 16 bits.
  func storeNarrowedPairHeads(_ address: UnsafeMutableRawPointer)
  /// Stores lane 0 of each quad in 16 bits.
  func storeNarrowedQuadHeads(_ address: UnsafeMutableRawPointer)
}

extension QuadVector {
  @inlinable @inline(__always)
  static func load(_ address: UnsafePointer<Float>) -> Self { UnsafeRawPointer(address).loadUnaligned(as: Self.self) }

  @inlinable @inline(__always)
  func store(_ address: UnsafeMutableRawPointer) { address.storeBytes(of: self, as: Self.self) }

  @inlinable @inline(__always)
  static var zero: Self { Self(repeating: 0) }

  /// The bit patterns 0, 1, 2, ...
  @inlinable @inline(__always)
  static var laneNumbers: Self {
    var result = zero
    for lane in 0..<scalarCount { result[lane] = Float(bitPattern: UInt32(truncatingIfNeeded: lane)) }
    return result
  }

  @inlinable @inline(__always)
  var total: Float {
    var sum: Float = 0
    for lane in 0..<Self.scalarCount { sum += self[lane] }
    return sum
  }
}

/// Four vectors of which vector j holds channel i of quad q in lane 4q + i; afterwards vector i holds it in lane 4q + j.
@inlinable @inline(__always)
func transposedQuads<Vector: QuadVector>(_ x: InlineArray<4, Vector>) -> InlineArray<4, Vector> {
  let a = Vector.zipLow(x[0], x[1])
  let b = Vector.zipLow(x[2], x[3])
  let c = Vector.zipHigh(x[0], x[1])
  let d = Vector.zipHigh(x[2], x[3])
  return [.zipLowPairs(a, b), .zipHighPairs(a, b), .zipLowPairs(c, d), .zipHighPairs(c, d)]
}
