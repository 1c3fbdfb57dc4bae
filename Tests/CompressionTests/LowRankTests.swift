import Compression
import Kernels
import RegisterTiles
import Testing

@Suite struct LowRankTests {
  /// A power iteration step: the approximation of `matrix`, and Q.
  static func approximate(_ matrix: [Float], _ factors: LowRank, right: inout [Float], kernels: any CodecTiles.Type)
    -> [Float]
  {
    var left = [Float](repeating: 0, count: factors.leftCount)
    var result = [Float](repeating: 0, count: matrix.count)
    factors.restart(right: &right, key: 5)
    factors.project(matrix, right: right, left: &left, tiles: kernels)
    factors.orthogonalize(&left)
    factors.backProject(matrix, left: left, right: &right, tiles: kernels)
    factors.addProduct(left: left, right: right, sign: 1, to: &result, tiles: kernels)
    return result
  }

  static func relativeError(_ result: [Float], _ exact: [Float]) -> Double {
    var error = 0.0
    var norm = 0.0
    for (a, b) in zip(result, exact) {
      error += Double(a - b) * Double(a - b)
      norm += Double(b) * Double(b)
    }
    return norm == 0 ? error : (error / norm).squareRoot()
  }

  static func product(rows: Int, columns: Int, rank: Int) -> [Float] {
    let left = testValues(rows * rank, seed: 11)
    let right = testValues(columns * rank, seed: 12)
    var matrix = [Float](repeating: 0, count: rows * columns)
    for row in 0..<rows {
      for column in 0..<columns {
        for index in 0..<rank {
          matrix[row * columns + column] += left[row * rank + index] * right[column * rank + index]
        }
      }
    }
    return matrix
  }

  @Test("A matrix of rank r comes back whole from r columns", arguments: [1, 2, 3, 4])
  func exactOnLowRank(rank: Int) {
    let matrix = Self.product(rows: 40, columns: 90, rank: rank)
    let factors = LowRank(rows: 40, columns: 90, rank: rank)
    var right = [Float](repeating: 0, count: factors.rightCount)
    let result = Self.approximate(matrix, factors, right: &right, kernels: ReferenceCodecTiles.self)
    #expect(Self.relativeError(result, matrix) < 1e-4)
  }

  @Test("More columns than the matrix's rank do no harm: no NaN, no noise")
  func rankDeficient() {
    for rank in [0, 1] {
      let matrix = rank == 0 ? [Float](repeating: 0, count: 20 * 30) : Self.product(rows: 20, columns: 30, rank: 1)
      let factors = LowRank(rows: 20, columns: 30, rank: 4)
      var right = [Float](repeating: 0, count: factors.rightCount)
      for _ in 0..<3 {
        let result = Self.approximate(matrix, factors, right: &right, kernels: ReferenceCodecTiles.self)
        #expect(Self.relativeError(result, matrix) < 1e-4)
      }
    }
  }

  @Test("The warm start makes each step's factors better")
  func warmStart() {
    let matrix = testValues(50 * 70, seed: 21)
    let factors = LowRank(rows: 50, columns: 70, rank: 2)
    var right = [Float](repeating: 0, count: factors.rightCount)
    let first = Self.relativeError(
      Self.approximate(matrix, factors, right: &right, kernels: ReferenceCodecTiles.self), matrix)
    var last = first
    for _ in 0..<10 {
      last = Self.relativeError(
        Self.approximate(matrix, factors, right: &right, kernels: ReferenceCodecTiles.self), matrix)
    }
    #expect(last < first)
  }

  @Test("The columns of P are orthonormal")
  func orthogonal() {
    let factors = LowRank(rows: 64, columns: 64, rank: 3)
    var left = testValues(factors.leftCount, seed: 31)
    factors.orthogonalize(&left)
    for first in 0..<3 {
      for second in 0...first {
        let dot = (0..<64).reduce(0.0) { $0 + Double(left[first * 64 + $1]) * Double(left[second * 64 + $1]) }
        #expect(abs(dot - (first == second ? 1 : 0)) < 1e-5)
      }
    }
  }
}
