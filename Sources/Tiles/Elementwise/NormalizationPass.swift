import RegisterTiles

extension NormalizationPass {
  func run() { forEachBlock(of: channels) { run(count: $0, from: $1, lanes: $2) } }

  @inline(__always)
  private func run(count: Int, from column: Int, lanes: Int) {
    switch form {
    case .plain: rows(count: count, from: column, lanes: lanes) { value, _ in value }
    case .rectified: rows(count: count, from: column, lanes: lanes) { value, _ in value.rectified }
    case .addedThenRectified:
      rows(count: count, from: column, lanes: lanes) { value, at in
        (value + Vector.load(addend + at, lanes: lanes)).rectified
      }
    case .rectifiedThenAdded:
      rows(count: count, from: column, lanes: lanes) { value, at in
        value.rectified + Vector.load(addend + at, lanes: lanes)
      }
    }
  }

  /// Walks the rows; `finish` gets the normalized vector and its offset.
  @inline(__always)
  private func rows(
    count: Int, from column: Int, lanes: Int, finish: (Vector, Int) -> Vector
  ) {
    let width = Vector.scalarCount
    var scales = Block(repeating: .zero)
    var shifts = Block(repeating: .zero)
    for j in 0..<count {
      scales[j] = Vector.load(scale + column + j * width, lanes: lanes)
      shifts[j] = Vector.load(shift + column + j * width, lanes: lanes)
    }
    var offset = column
    for _ in 0..<rows {
      for j in 0..<count {
        let at = offset + j * width
        let value = scales[j] * Vector.load(input + at, lanes: lanes) + shifts[j]
        finish(value, at).store(output + at, lanes: lanes)
      }
      offset += channels
    }
  }
}
