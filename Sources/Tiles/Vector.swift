import CVectors

// Everything in this folder is compiled once for each instruction set, into a module of its own. The linker must find
// nothing there that it could choose for the rest of the program, which may run on an older processor: what is generic
// is private to its file (in a debug build the compiler would else keep an unspecialized copy, which takes helper
// functions of the language along), and arrays, dictionaries and classes are left to RegisterTiles. `launch/test` looks
// at the symbols.

/// As many floats as a register holds.
///
/// Code here is written for this one type: operators of a generic `SIMD` would become loops over the lanes.
typealias Vector = Floats

/// Factors of a product that lie in a lane: a float, or two of bf16.
#if BFLOAT16
  let factorsPerLane = 2
#else
  let factorsPerLane = 1
#endif

/// a * b + c: one rounding where the processor has the instruction, which elsewhere would be a call for each element. Of
/// bf16 a lane of `a` and `b` holds two factors, and both products are added.
@inline(__always)
func multiplyAdd(_ a: Vector, _ b: Vector, _ c: Vector) -> Vector {
  #if BFLOAT16
    addingPairs(c, a, b)
  #elseif AVX512 || AVX2
    c.addingProduct(a, b)
  #else
    c + a * b
  #endif
}

extension Vector {
  @inline(__always)
  static func load(_ address: UnsafePointer<Float>) -> Vector {
    UnsafeRawPointer(address).loadUnaligned(as: Vector.self)
  }

  @inline(__always)
  func store(_ address: UnsafeMutableRawPointer) { address.storeBytes(of: self, as: Vector.self) }

  /// The first `lanes` elements at `address`, zeros behind them.
  @inline(__always)
  static func load(_ address: UnsafePointer<Float>, lanes: Int) -> Vector {
    if lanes == scalarCount { return load(address) }
    var vector = zero
    for lane in 0..<lanes { vector[lane] = address[lane] }
    return vector
  }

  /// Writes the first `lanes` elements to `address`.
  @inline(__always)
  func store(_ address: UnsafeMutablePointer<Float>, lanes: Int) {
    if lanes == Vector.scalarCount { return store(address) }
    for lane in 0..<lanes { address[lane] = self[lane] }
  }

  /// max(x, 0) in every lane; a NaN stays a NaN.
  @inline(__always)
  var rectified: Vector { replacing(with: Vector.zero, where: Vector.zero .> self) }

  /// This vector where `value` is positive, 0 elsewhere.
  @inline(__always)
  func keeping(wherePositive value: Vector) -> Vector { Vector.zero.replacing(with: self, where: value .> Vector.zero) }

  /// The bit patterns 0, 1, 2, ...
  @inline(__always)
  static var laneNumbers: Vector {
    var result = zero
    for lane in 0..<scalarCount { result[lane] = Float(bitPattern: UInt32(truncatingIfNeeded: lane)) }
    return result
  }

  @inline(__always)
  var total: Float {
    var sum: Float = 0
    for lane in 0..<Vector.scalarCount { sum += self[lane] }
    return sum
  }
}
