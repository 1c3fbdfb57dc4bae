import CVectors

// A vector seen as quads: runs of four lanes, each a group of four channels or what belongs to one. Masks are vectors
// whose lanes have all bits set or none.

/// Four vectors of quads.
typealias Quads = InlineArray<4, Vector>

/// Four vectors of which vector j holds channel i of quad q in lane 4q + i; afterwards vector i holds it in lane 4q + j.
@inline(__always)
func transposedQuads(_ x: Quads) -> Quads {
  let a = zipLow(x[0], x[1])
  let b = zipLow(x[2], x[3])
  let c = zipHigh(x[0], x[1])
  let d = zipHigh(x[2], x[3])
  return [zipLowPairs(a, b), zipHighPairs(a, b), zipLowPairs(c, d), zipHighPairs(c, d)]
}

/// The first quads of both vectors, then the second ones, and so on.
@inline(__always)
func zipQuads(_ a: Vector, _ b: Vector) -> (Vector, Vector) { (zipLowQuads(a, b), zipHighQuads(a, b)) }

/// The same of four vectors.
@inline(__always)
func zipQuads(_ a: Vector, _ b: Vector, _ c: Vector, _ d: Vector) -> Quads {
  let (ab, cd) = (zipQuads(a, b), zipQuads(c, d))
  #if AVX512
    return [zipLowHalves(ab.0, cd.0), zipHighHalves(ab.0, cd.0), zipLowHalves(ab.1, cd.1), zipHighHalves(ab.1, cd.1)]
  #elseif AVX2
    return [ab.0, cd.0, ab.1, cd.1]
  #else
    return [a, b, c, d]
  #endif
}

@inline(__always)
func sum(_ x: Quads) -> Vector { (x[0] + x[1]) + (x[2] + x[3]) }
