import RegisterTiles

extension BatchStatisticsPass {
  func run() { forEachBlock(of: channels) { run(count: $0, from: $1, lanes: $2) } }

  @inline(__always)
  private func run(count: Int, from column: Int, lanes: Int) {
    let width = Vector.scalarCount
    var row = input + column
    var origin = Block(repeating: .zero)
    var sum = Block(repeating: .zero)
    var squareSum = Block(repeating: .zero)
    for j in 0..<count { origin[j] = Vector.load(row + j * width, lanes: lanes) }
    for _ in 0..<rows {
      for j in 0..<count {
        let deviation = Vector.load(row + j * width, lanes: lanes) - origin[j]
        sum[j] += deviation
        squareSum[j] += deviation * deviation
      }
      row += channels
    }
    let share = Vector(repeating: 1 / Float(rows))
    for j in 0..<count {
      let offset = sum[j] * share
      (origin[j] + offset).store(mean + column + j * width, lanes: lanes)
      (squareSum[j] - sum[j] * offset).store(squares + column + j * width, lanes: lanes)
    }
  }
}
