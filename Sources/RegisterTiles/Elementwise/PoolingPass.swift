/// Pools one sample, channels last.
public struct PoolingPass: ChannelPass {
  public let kind: PoolingKind
  public let geometry: PoolingGeometry
  /// inputHeight x inputWidth x channels.
  public let input: UnsafePointer<Float>
  /// outputHeight x outputWidth x channels; overwritten.
  public let output: UnsafeMutablePointer<Float>
  /// Like `output`: the number of the winning tap; written by `maximum`.
  public let winners: UnsafeMutablePointer<Float>

  public init(
    kind: PoolingKind, geometry: PoolingGeometry, input: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>,
    winners: UnsafeMutablePointer<Float>
  ) {
    self.kind = kind
    self.geometry = geometry
    self.input = input
    self.output = output
    self.winners = winners
  }

  @inlinable public var channels: Int { geometry.channels }

  @inlinable @inline(__always)
  public func run<V: SelectingVector, let count: Int>(
    _ block: InlineArray<count, V>.Type, from column: Int, lanes: Int
  ) {
    var at = column
    for row in 0..<geometry.outputHeight {
      for pixel in 0..<geometry.outputWidth {
        switch kind {
        case .maximum: maximum(block, row: row, pixel: pixel, column: column, at: at, lanes: lanes)
        case .average: average(block, row: row, pixel: pixel, column: column, at: at, lanes: lanes)
        }
        at += channels
      }
    }
  }

  @inlinable @inline(__always)
  func maximum<V: SelectingVector, let count: Int>(
    _ block: InlineArray<count, V>.Type, row: Int, pixel: Int, column: Int, at: Int, lanes: Int
  ) {
    let width = V.scalarCount
    var best = InlineArray<count, V>(repeating: V(repeating: -.infinity))
    var winner = InlineArray<count, V>(repeating: V())
    geometry.forEachTap(row: row, column: pixel) { tap, offset in
      for j in 0..<count {
        let value = V.load(input + offset + column + j * width, lanes: lanes)
        winner[j] = winner[j].replacing(with: V(repeating: Float(tap)), whereGreater: value, than: best[j])
        best[j] = best[j].replacing(with: value, whereGreater: value, than: best[j])
      }
    }
    for j in 0..<count {
      best[j].store(to: output + at + j * width, lanes: lanes)
      winner[j].store(to: winners + at + j * width, lanes: lanes)
    }
  }

  @inlinable @inline(__always)
  func average<V: SelectingVector, let count: Int>(
    _ block: InlineArray<count, V>.Type, row: Int, pixel: Int, column: Int, at: Int, lanes: Int
  ) {
    let width = V.scalarCount
    var sum = InlineArray<count, V>(repeating: V())
    geometry.forEachTap(row: row, column: pixel) { _, offset in
      for j in 0..<count { sum[j] += V.load(input + offset + column + j * width, lanes: lanes) }
    }
    let share = V(repeating: 1 / Float(geometry.windowHeight * geometry.windowWidth))
    for j in 0..<count { (sum[j] * share).store(to: output + at + j * width, lanes: lanes) }
  }
}
