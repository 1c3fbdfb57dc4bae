import RegisterTiles

extension GradientSumsPass {
  func run() { forEachBlock(of: channels) { run(count: $0, from: $1, lanes: $2) } }

  @inline(__always)
  private func run(count: Int, from column: Int, lanes: Int) {
    switch form {
    case .plain:
      rows(count: count, from: column, lanes: lanes) { gradient, _, _, _, _ in gradient }
    case .rectified, .rectifiedThenAdded:
      rows(count: count, from: column, lanes: lanes) { gradient, value, scale, shift, _ in
        gradient.keeping(wherePositive: scale * value + shift)
      }
    case .addedThenRectified:
      rows(count: count, from: column, lanes: lanes) { gradient, _, _, _, at in
        let masked = gradient.keeping(wherePositive: Vector.load(output + at, lanes: lanes))
        masked.store(self.gradient + at, lanes: lanes)
        return masked
      }
    }
  }

  /// Walks the rows; `mask` gets the gradient, the input, scale, shift and the offset.
  @inline(__always)
  private func rows(
    count: Int, from column: Int, lanes: Int, mask: (Vector, Vector, Vector, Vector, Int) -> Vector
  ) {
    let width = Vector.scalarCount
    var means = Block(repeating: .zero)
    var scales = Block(repeating: .zero)
    var shifts = Block(repeating: .zero)
    var sums = Block(repeating: .zero)
    var products = Block(repeating: .zero)
    for j in 0..<count {
      means[j] = Vector.load(mean + column + j * width, lanes: lanes)
      scales[j] = Vector.load(scale + column + j * width, lanes: lanes)
      shifts[j] = Vector.load(shift + column + j * width, lanes: lanes)
    }
    var offset = column
    for _ in 0..<rows {
      for j in 0..<count {
        let at = offset + j * width
        let value = Vector.load(input + at, lanes: lanes)
        let masked = mask(Vector.load(gradient + at, lanes: lanes), value, scales[j], shifts[j], at)
        sums[j] += masked
        products[j] += masked * (value - means[j])
      }
      offset += channels
    }
    for j in 0..<count {
      sums[j].store(sum + column + j * width, lanes: lanes)
      products[j].store(productSum + column + j * width, lanes: lanes)
    }
  }
}
