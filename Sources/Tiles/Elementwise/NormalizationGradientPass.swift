import RegisterTiles

extension NormalizationGradientPass {
  func run() { forEachBlock(of: channels) { run(count: $0, from: $1, lanes: $2) } }

  @inline(__always)
  private func run(count: Int, from column: Int, lanes: Int) {
    if masks {
      rows(count: count, from: column, lanes: lanes) { $0.keeping(wherePositive: $1) }
    } else {
      rows(count: count, from: column, lanes: lanes) { gradient, _ in gradient }
    }
  }

  /// Walks the rows; `mask` gets the gradient and the normalized value.
  @inline(__always)
  private func rows(
    count: Int, from column: Int, lanes: Int, mask: (Vector, Vector) -> Vector
  ) {
    let width = Vector.scalarCount
    var scales = Block(repeating: .zero)
    var shifts = Block(repeating: .zero)
    var slopes = Block(repeating: .zero)
    var offsets = Block(repeating: .zero)
    for j in 0..<count {
      scales[j] = Vector.load(scale + column + j * width, lanes: lanes)
      shifts[j] = Vector.load(shift + column + j * width, lanes: lanes)
      slopes[j] = Vector.load(slope + column + j * width, lanes: lanes)
      offsets[j] = Vector.load(offset + column + j * width, lanes: lanes)
    }
    var position = column
    for _ in 0..<rows {
      for j in 0..<count {
        let at = position + j * width
        let value = Vector.load(input + at, lanes: lanes)
        let masked = mask(Vector.load(gradient + at, lanes: lanes), scales[j] * value + shifts[j])
        (scales[j] * masked + (slopes[j] * value + offsets[j])).store(inputGradient + at, lanes: lanes)
      }
      position += channels
    }
  }
}
