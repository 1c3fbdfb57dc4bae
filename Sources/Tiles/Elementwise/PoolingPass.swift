import RegisterTiles

extension PoolingPass {
  func run() { forEachBlock(of: channels) { run(count: $0, from: $1, lanes: $2) } }

  @inline(__always)
  private func run(count: Int, from column: Int, lanes: Int) {
    var at = column
    for row in 0..<geometry.outputHeight {
      for pixel in 0..<geometry.outputWidth {
        switch kind {
        case .maximum: maximum(count: count, row: row, pixel: pixel, column: column, at: at, lanes: lanes)
        case .average: average(count: count, row: row, pixel: pixel, column: column, at: at, lanes: lanes)
        }
        at += channels
      }
    }
  }

  @inline(__always)
  private func maximum(
    count: Int, row: Int, pixel: Int, column: Int, at: Int, lanes: Int
  ) {
    let width = Vector.scalarCount
    var best = Block(repeating: Vector(repeating: -.infinity))
    var winner = Block(repeating: .zero)
    geometry.forEachTap(row: row, column: pixel) { tap, offset in
      for j in 0..<count {
        let value = Vector.load(input + offset + column + j * width, lanes: lanes)
        winner[j] = winner[j].replacing(with: Vector(repeating: Float(tap)), where: value .> best[j])
        best[j] = best[j].replacing(with: value, where: value .> best[j])
      }
    }
    for j in 0..<count {
      best[j].store(output + at + j * width, lanes: lanes)
      winner[j].store(winners + at + j * width, lanes: lanes)
    }
  }

  @inline(__always)
  private func average(
    count: Int, row: Int, pixel: Int, column: Int, at: Int, lanes: Int
  ) {
    let width = Vector.scalarCount
    var sum = Block(repeating: .zero)
    geometry.forEachTap(row: row, column: pixel) { _, offset in
      for j in 0..<count { sum[j] += Vector.load(input + offset + column + j * width, lanes: lanes) }
    }
    let share = Vector(repeating: 1 / Float(geometry.windowHeight * geometry.windowWidth))
    for j in 0..<count { (sum[j] * share).store(output + at + j * width, lanes: lanes) }
  }
}
