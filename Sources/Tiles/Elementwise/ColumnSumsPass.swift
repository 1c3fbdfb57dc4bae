import RegisterTiles

extension ColumnSumsPass {
  func run() { forEachBlock(of: channels) { run(count: $0, from: $1, lanes: $2) } }

  @inline(__always)
  private func run(count: Int, from column: Int, lanes: Int) {
    let width = Vector.scalarCount
    var total = Block(repeating: .zero)
    var row = 0
    // Sums of 256 rows are added to the total, so that rounding grows with the root of neither count.
    while row < rows {
      let end = min(row + 256, rows)
      var partial = Block(repeating: .zero)
      while row < end {
        for j in 0..<count {
          partial[j] += Vector.load(input + row * rowStride + column + j * width, lanes: lanes)
        }
        row += 1
      }
      for j in 0..<count { total[j] += partial[j] }
    }
    for j in 0..<count { total[j].store(sums + column + j * width, lanes: lanes) }
  }
}
