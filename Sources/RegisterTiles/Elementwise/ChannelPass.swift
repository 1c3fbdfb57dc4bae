/// A pass over a matrix of pixels (rows) by channels (columns, contiguous), walked in blocks of columns whose
/// per-channel values stay in registers.
///
///     channels ->  | 4 vectors | 4 vectors | 1 vector | rest |
///     pixel 0      |     |     |     |
///     pixel 1      |     v     |     v     ...
///
/// Products and sums are separate instructions, never fused, so that every instruction set gives the same bits.
public protocol ChannelPass {
  var channels: Int { get }

  /// Handles `count` vectors of channels from `column` on; only the first `lanes` of the vector count.
  func run<V: SelectingVector, let count: Int>(_ block: InlineArray<count, V>.Type, from column: Int, lanes: Int)
}

extension ChannelPass {
  /// Handles all channels with vectors of type `V`.
  @inlinable @inline(__always)
  public func run<V: SelectingVector>(with vector: V.Type) {
    let width = V.scalarCount
    var column = 0
    while column + 4 * width <= channels {
      run(InlineArray<4, V>.self, from: column, lanes: width)
      column += 4 * width
    }
    while column + width <= channels {
      run(InlineArray<1, V>.self, from: column, lanes: width)
      column += width
    }
    if column < channels { run(InlineArray<1, V>.self, from: column, lanes: channels - column) }
  }
}
