import RegisterTiles
import Tensors

/// The input gradient where one sample, or two, have a pattern of their own.
///
/// Weights are applied panel by panel, a panel being one tap x some output channels x one block of input channels that
/// together fit into the first-level cache:
///
///     for each unit of input rows x groups of samples, for each block of input channels:
///       for each tap, for each panel of it:   sums[pixel][group][sample][width] += panel, by a tile
///       copy the sums to the input gradient
///
/// A unit's sums stay in the second-level cache.
final class PanelInputGradient {
  private let shape: ConvolutionShape
  private let pruning: Pruning
  private let context: ComputeContext
  private let tiles: SparseTiles
  private let weights: GatherWeights
  private let runs: [Range<Int>]
  private let rowTaps: KernelTaps
  private let units: [PixelUnit]
  private let slots: Int
  private let sumsCount: Int
  private let sums: Tensor

  /// Bytes of a panel and of a unit's sums.
  private static let panelBytes = 32 << 10
  private static let sumsBytes = 128 << 10

  /// Whether this way is possible, and better than gathering from weights that are too many for the first-level cache.
  static func pays(for shape: ConvolutionShape, pruning: Pruning, tiles: SparseTiles) -> Bool {
    guard let widest = tiles.panel.first else { return false }
    let width = min(widest.width, shape.inputChannelsPerGroup)
    let blockBytes = shape.taps * shape.outputChannelsPerGroup * width * MemoryLayout<Float>.stride
    return blockBytes > panelBytes && PackedRuns(shape: shape, pruning: pruning).fixed != nil
  }

  init(shape: ConvolutionShape, pruning: Pruning, context: ComputeContext) {
    self.shape = shape
    self.pruning = pruning
    self.context = context
    tiles = context.tiles.sparse(share: pruning.share)
    weights = GatherWeights(shape: shape, widths: tiles.panel.map(\.width))
    runs = PackedRuns(shape: shape, pruning: pruning).fixed!
    rowTaps = KernelTaps(
      input: shape.inputHeight, output: shape.outputHeight, kernel: shape.kernelHeight, stride: shape.stride,
      padding: shape.padding)
    let width = weights.blocks[0].width
    units = PixelUnit.units(
      rows: shape.inputHeight, columns: shape.inputWidth, batch: shape.batch, share: pruning.share,
      items: Self.sumsBytes / (pruning.share * width * MemoryLayout<Float>.stride), growing: .sampleGroups)
    slots = context.threads
    sumsCount = units[0].rows.count * units[0].sampleGroups.count * shape.inputWidth * pruning.share * width
    sums = Tensor(count: slots * sumsCount)
  }

  func weightsChanged() { weights.weightsChanged() }

  func run(_ packed: PackedGradient, weights plain: Tensor, inputGradient: Tensor) {
    weights.load(plain, context: context)
    let blocks = weights.blocks.count
    context.parallel(slots) { slot in
      for part in stride(from: slot, to: units.count * blocks, by: slots) {
        let (unit, block) = (units[part / blocks], weights.blocks[part % blocks])
        let sums = sums.pointer + slot * sumsCount
        accumulate(packed, unit: unit, block: block, weights: weights.pointer(block: part % blocks), into: sums)
        copy(sums, unit: unit, block: block, into: inputGradient)
      }
    }
  }

  /// Overwrites `sums` with one block of input channels of one unit, over all taps and panels.
  private func accumulate(
    _ packed: PackedGradient, unit: PixelUnit, block: ChannelBlock, weights: UnsafePointer<Float>,
    into sums: UnsafeMutablePointer<Float>
  ) {
    let itemCount = pruning.share * block.width
    let pixelCount = unit.sampleGroups.count * itemCount
    sums.update(repeating: 0, count: unit.rows.count * shape.inputWidth * pixelCount)
    let outputs = shape.outputChannelsPerGroup
    // Panels begin at a multiple of M, so that every row has as many entries in each of them.
    let rowBytes = block.width * MemoryLayout<Float>.stride
    let panelGroups = max(1, Self.panelBytes / rowBytes / pruning.groupSize)
    for kernelRow in 0..<shape.kernelHeight {
      for kernelColumn in 0..<shape.kernelWidth {
        guard let columns = columns(of: kernelColumn) else { continue }
        let tap = kernelRow * shape.kernelWidth + kernelColumn
        for start in stride(from: 0, to: outputs, by: panelGroups * pruning.groupSize) {
          let first = runs[block.group].lowerBound + pruning.kept(of: start)
          let end =
            runs[block.group].lowerBound + pruning.kept(of: min(outputs, start + panelGroups * pruning.groupSize))
          for row in unit.rows {
            guard let outputRow = rowTaps[row].first(where: { $0.kernel == kernelRow })?.output else { continue }
            let entry =
              packed.offset(
                pixel: outputRow * shape.outputWidth + columns.output, sampleGroup: unit.sampleGroups.lowerBound)
              + first
            tiles.panel[block.variant].run(
              PanelJob(
                channelIndices: packed.channelIndices + entry, values: packed.values + entry * pruning.share,
                count: end - first,
                weights: weights + (tap - block.group) * outputs * block.width,
                sums: sums + ((row - unit.rows.lowerBound) * shape.inputWidth + columns.input) * pixelCount,
                pixels: columns.count, pixelStride: packed.sampleGroups * packed.kept,
                sumsPixelStride: shape.stride * pixelCount, sampleGroups: unit.sampleGroups.count,
                groupStride: packed.kept))
          }
        }
      }
    }
  }

  /// The pixels of a row that a kernel column reaches: the first one's input and output column, and how many.
  private func columns(of kernelColumn: Int) -> (input: Int, output: Int, count: Int)? {
    let offset = kernelColumn - shape.padding
    let first = max(0, (shape.stride - 1 - offset) / shape.stride)
    let last = min(shape.outputWidth - 1, (shape.inputWidth - 1 - offset) / shape.stride)
    guard shape.inputWidth > offset, first <= last else { return nil }
    return (first * shape.stride + offset, first, last - first + 1)
  }

  private func copy(
    _ sums: UnsafeMutablePointer<Float>, unit: PixelUnit, block: ChannelBlock, into inputGradient: Tensor
  ) {
    let share = pruning.share
    let samples = unit.sampleGroups.lowerBound * share..<min(shape.batch, unit.sampleGroups.upperBound * share)
    var source = UnsafePointer(sums)
    for pixel in unit.rows.lowerBound * shape.inputWidth..<unit.rows.upperBound * shape.inputWidth {
      let target = inputGradient.pointer + pixel * shape.inputChannels + block.start
      for sample in samples {
        (target + sample * shape.inputShape.sampleCount).update(
          from: source + (sample - samples.lowerBound) * block.width, count: block.count)
      }
      source += unit.sampleGroups.count * share * block.width
    }
  }
}
