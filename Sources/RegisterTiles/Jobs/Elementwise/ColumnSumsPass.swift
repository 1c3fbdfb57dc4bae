/// sums[c] = sum over the rows of input[row][c].
public struct ColumnSumsPass {
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
}
