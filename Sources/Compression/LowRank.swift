import RegisterTiles

/// PowerSGD's approximation of a matrix M by P Q^T with few columns (Vogels, Karimireddy, Jaggi, NeurIPS 2019).
///
/// P = M Q is summed over the ranks and orthogonalized, then Q = M^T P is summed; Q starts the next step (a warm start:
/// one power iteration a step). The columns of P and Q lie one after the other.
public struct LowRank: Sendable {
  public let rows: Int
  public let columns: Int
  /// Columns of the factors, at most the matrix's smaller extent.
  public let rank: Int

  public init(rows: Int, columns: Int, rank: Int) {
    self.rows = rows
    self.columns = columns
    self.rank = min(rank, rows, columns)
  }

  /// Elements of P.
  public var leftCount: Int { rank * rows }
  /// Elements of Q.
  public var rightCount: Int { rank * columns }
  /// Elements of the smallest matrix that is sent as factors. Below, factors save a message no time, and the first and
  /// the last layer, often that small, would hold all others back.
  public static let smallestCount = 4096
  /// Whether to send the factors instead of the matrix.
  public var isWorthwhile: Bool {
    rows * columns >= Self.smallestCount && leftCount + rightCount < rows * columns
  }

  /// left = matrix * right
  public func project(
    _ matrix: UnsafePointer<Float>, right: UnsafePointer<Float>, left: UnsafeMutablePointer<Float>,
    tiles: any CodecTiles.Type
  ) {
    for row in 0..<rows {
      for index in 0..<rank {
        left[index * rows + row] = tiles.dot(matrix + row * columns, right + index * columns, columns)
      }
    }
  }

  /// right = matrix^T * left
  public func backProject(
    _ matrix: UnsafePointer<Float>, left: UnsafePointer<Float>, right: UnsafeMutablePointer<Float>,
    tiles: any CodecTiles.Type
  ) {
    right.update(repeating: 0, count: rightCount)
    for row in 0..<rows {
      for index in 0..<rank {
        tiles.add(matrix + row * columns, times: left[index * rows + row], to: right + index * columns, columns)
      }
    }
  }

  /// matrix += sign * left * right^T
  public func addProduct(
    left: UnsafePointer<Float>, right: UnsafePointer<Float>, sign: Float, to matrix: UnsafeMutablePointer<Float>,
    tiles: any CodecTiles.Type
  ) {
    for row in 0..<rows {
      for index in 0..<rank {
        tiles.add(right + index * columns, times: sign * left[index * rows + row], to: matrix + row * columns, columns)
      }
    }
  }

  /// Makes the columns of P orthonormal (modified Gram-Schmidt in double precision). A column that depends on those
  /// before it becomes zero.
  public func orthogonalize(_ left: UnsafeMutablePointer<Float>) {
    func dot(_ a: UnsafeMutablePointer<Float>, _ b: UnsafeMutablePointer<Float>) -> Double {
      var sum = 0.0
      for row in 0..<rows { sum += Double(a[row]) * Double(b[row]) }
      return sum
    }
    for index in 0..<rank {
      let column = left + index * rows
      let norm = dot(column, column).squareRoot()
      for earlier in 0..<index {
        let other = left + earlier * rows
        let share = dot(column, other)
        for row in 0..<rows { column[row] -= Float(share * Double(other[row])) }
      }
      let rest = dot(column, column).squareRoot()
      // A NaN passes, so that it is seen.
      let scale = rest <= norm * 1e-5 ? 0 : 1 / rest
      for row in 0..<rows { column[row] = Float(scale * Double(column[row])) }
    }
  }

  /// Fills the columns of Q that are zero with random numbers that depend on `key`, as a start of the power iteration.
  public func restart(right: UnsafeMutablePointer<Float>, key: UInt64) {
    for index in 0..<rank {
      let column = right + index * columns
      guard (0..<columns).allSatisfy({ column[$0] == 0 }) else { continue }
      for element in 0..<columns {
        let bits = splitMix(key &+ UInt64(index) << 40 &+ UInt64(element))
        column[element] = Float(Int64(bitPattern: bits) >> 40) / Float(1 << 23)
      }
    }
  }
}
