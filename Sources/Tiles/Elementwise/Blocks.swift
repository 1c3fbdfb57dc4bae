// A pass over a matrix of pixels (rows) by channels (columns, contiguous), walked in blocks of columns whose per-channel
// values stay in registers.
//
//     channels ->  | 4 vectors | 4 vectors | 1 vector | rest |
//     pixel 0      |     |     |     |
//     pixel 1      |     v     |     v     ...
//
// Products and sums are separate instructions, never fused, so that every instruction set gives the same bits.

/// The vectors of a block, of which the first `count` are used.
typealias Block = InlineArray<4, Vector>

/// Calls `run` for each block of channels: with its number of vectors, its first channel and the lanes that count.
@inline(__always)
func forEachBlock(of channels: Int, _ run: (_ count: Int, _ column: Int, _ lanes: Int) -> Void) {
  let width = Vector.scalarCount
  var column = 0
  while column + 4 * width <= channels {
    run(4, column, width)
    column += 4 * width
  }
  while column + width <= channels {
    run(1, column, width)
    column += width
  }
  if column < channels { run(1, column, channels - column) }
}
