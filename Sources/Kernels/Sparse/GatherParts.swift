import Tensors

/// The order in which an input gradient is computed: parts of some image rows x one block of input channels.
///
/// Where all weights fit into the second-level cache, rows come first, so that the packed rows that they need and the
/// pixels that they make stay there for all blocks; elsewhere the weights of one block stay for all rows.
struct GatherParts {
  let count: Int
  /// Rows of the first part; no other has more.
  var largestRows: Int { rowsPerPart }
  private let height: Int
  private let rowsPerPart: Int
  private let rowParts: Int
  private let blocks: Int
  private let rowsFirst: Bool

  init(shape: ConvolutionShape, pruning: Pruning, blocks: Int, weightBytes: Int) {
    let sampleGroups = (shape.batch + pruning.share - 1) / pruning.share
    let entryBytes = MemoryLayout<UInt16>.stride + pruning.share * MemoryLayout<Float>.stride
    let entries = sampleGroups * shape.outputShape.pixels * pruning.kept(of: shape.outputChannels)
    rowsFirst = weightBytes <= 512 << 10
    var rowBytes = max(1, entries * entryBytes / shape.inputHeight)
    if rowsFirst { rowBytes += shape.inputShape.count / shape.inputHeight * MemoryLayout<Float>.stride }
    height = shape.inputHeight
    self.blocks = blocks
    rowsPerPart = max(1, min(height, (256 << 10) / rowBytes))
    rowParts = (height + rowsPerPart - 1) / rowsPerPart
    count = rowParts * blocks
  }

  subscript(part: Int) -> (rows: Range<Int>, block: Int) {
    let (row, block) = rowsFirst ? (part / blocks, part % blocks) : (part % rowParts, part / rowParts)
    return (row * rowsPerPart..<min(height, (row + 1) * rowsPerPart), block)
  }
}
