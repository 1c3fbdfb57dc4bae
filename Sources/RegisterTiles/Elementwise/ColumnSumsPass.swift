/// sums[c] = sum over the rows of input[row][c].
public struct ColumnSumsPass: ChannelPass {
  /// rows x rowStride, of which the first `channels` columns are summed.
  public let input: UnsafePointer<Float>
  public let rows: Int
  public let rowStride: Int
  public let channels: Int
  /// channels; overwritten.
  public let sums: UnsafeMutablePointer<Float>

  public init(
    input: UnsafePointer<Float>, rows: Int, rowStride: Int, channels: Int, sums: UnsafeMutablePointer<Float>
  ) {
    self.input = input
    self.rows = rows
    self.rowStride = rowStride
    self.channels = channels
    self.sums = sums
  }

  @inlinable @inline(__always)
  public func run<V: SelectingVector, let count: Int>(
    _ block: InlineArray<count, V>.Type, from column: Int, lanes: Int
  ) {
    let width = V.scalarCount
    var total = InlineArray<count, V>(repeating: V())
    var row = 0
    // Sums of 256 rows are added to the total, so that rounding grows with the root of neither count.
    while row < rows {
      let end = min(row + 256, rows)
      var partial = InlineArray<count, V>(repeating: V())
      while row < end {
        for j in 0..<count {
          partial[j] += V.load(input + row * rowStride + column + j * width, lanes: lanes)
        }
        row += 1
      }
      for j in 0..<count { total[j] += partial[j] }
    }
    for j in 0..<count { total[j].store(to: sums + column + j * width, lanes: lanes) }
  }
}
