import RegisterTiles

extension PoolingGradientPass {
  func run() { forEachBlock(of: channels) { run(count: $0, from: $1, lanes: $2) } }

  @inline(__always)
  private func run(count: Int, from column: Int, lanes: Int) {
    switch kind {
    case .maximum:
      // Tap numbers are whole, so a squared distance below 1/4 means equal.
      pixels(count: count, from: column, lanes: lanes) { gradient, tap, at in
        let distance = Vector.load(winners + at, lanes: lanes) - Vector(repeating: Float(tap))
        return .zero.replacing(with: gradient, where: Vector(repeating: 0.25) .> distance * distance)
      }
    case .average:
      let share = 1 / Float(geometry.windowHeight * geometry.windowWidth)
      pixels(count: count, from: column, lanes: lanes) { gradient, _, _ in gradient * share }
    }
  }

  /// Walks the output pixels and their taps; `part` gets the gradient, the tap and the gradient's offset.
  @inline(__always)
  private func pixels(
    count: Int, from column: Int, lanes: Int, part: (Vector, Int, Int) -> Vector
  ) {
    let width = Vector.scalarCount
    var at = column
    for row in 0..<geometry.outputHeight {
      for pixel in 0..<geometry.outputWidth {
        geometry.forEachTap(row: row, column: pixel) { tap, offset in
          for j in 0..<count {
            let gradient = Vector.load(outputGradient + at + j * width, lanes: lanes)
            let target = inputGradient + offset + column + j * width
            (Vector.load(target, lanes: lanes) + part(gradient, tap, at + j * width)).store(target, lanes: lanes)
          }
        }
        at += channels
      }
    }
  }
}
