import RegisterTiles
import Tensors

/// The input gradient where several samples share a pattern.
///
/// For an input pixel, a group of samples that share a pattern and a block of input channels, a register tile walks over
/// the kernel taps that exist and over their kept channels, and writes its sums once: no padding, no unfolded copy, no
/// special cases at the borders, any stride. Work is kept / channels of the dense product's.
final class GatherInputGradient {
  private let shape: ConvolutionShape
  private let pruning: Pruning
  private let context: ComputeContext
  private let tiles: SparseTiles
  private let weights: GatherWeights
  private let runs: PackedRuns
  private let rowTaps: KernelTaps
  private let columnTaps: KernelTaps
  private let parts: GatherParts
  private let tapScratch: UnsafeMutablePointer<GatherTap>
  private let edgeScratch: Tensor
  private let edgeCount: Int

  init(shape: ConvolutionShape, pruning: Pruning, context: ComputeContext) {
    self.shape = shape
    self.pruning = pruning
    self.context = context
    tiles = context.tiles.sparse(share: pruning.share)
    weights = GatherWeights(shape: shape, widths: tiles.gather.map(\.width))
    runs = PackedRuns(shape: shape, pruning: pruning)
    rowTaps = KernelTaps(
      input: shape.inputHeight, output: shape.outputHeight, kernel: shape.kernelHeight, stride: shape.stride,
      padding: shape.padding)
    columnTaps = KernelTaps(
      input: shape.inputWidth, output: shape.outputWidth, kernel: shape.kernelWidth, stride: shape.stride,
      padding: shape.padding)
    parts = GatherParts(
      shape: shape, pruning: pruning, blocks: weights.blocks.count, weightBytes: weights.byteCount)
    tapScratch = .allocate(capacity: parts.count * shape.taps)
    edgeCount = pruning.share * tiles.gather[0].width
    edgeScratch = Tensor(count: parts.count * edgeCount)
  }

  deinit { tapScratch.deallocate() }

  func weightsChanged() { weights.weightsChanged() }

  func run(_ packed: PackedGradient, weights plain: Tensor, inputGradient: Tensor) {
    weights.load(plain, context: context)
    context.parallel(parts.count) { part in
      let (rows, block) = parts[part]
      gather(packed, into: inputGradient, rows: rows, block: block, part: part)
    }
  }

  private func gather(
    _ packed: PackedGradient, into inputGradient: Tensor, rows: Range<Int>, block index: Int, part: Int
  ) {
    let block = weights.blocks[index]
    let blockWeights = weights.pointer(block: index)
    let outputs = shape.outputChannelsPerGroup
    let taps = tapScratch + part * shape.taps
    let edge = edgeScratch.pointer + part * edgeCount
    let count = runs.fixed?[block.group].count ?? 0
    for y in rows {
      for x in 0..<shape.inputWidth {
        var tapCount = 0
        for row in rowTaps[y] {
          for column in columnTaps[x] {
            let pixel = row.output * shape.outputWidth + column.output
            let tap = row.kernel * shape.kernelWidth + column.kernel
            taps[tapCount] = GatherTap(
              first: packed.offset(pixel: pixel, sampleGroup: 0), count: count,
              weights: blockWeights + (tap - block.group) * outputs * block.width)
            tapCount += 1
          }
        }
        let pixel = inputGradient.pointer + (y * shape.inputWidth + x) * shape.inputChannels
        if tapCount == 0 {
          // Nothing reaches this pixel. Whole pixels are written faster than a block of their channels at a time.
          if index == 0 { clear(pixel) }
          continue
        }
        let output = pixel + block.start
        gather(packed, taps, tapCount, block: block, into: output, edge: edge)
      }
    }
  }

  /// All groups of samples at one pixel: whole ones at once, those of which a tile would write too much through `edge`.
  private func gather(
    _ packed: PackedGradient, _ taps: UnsafeMutablePointer<GatherTap>, _ tapCount: Int, block: ChannelBlock,
    into output: UnsafeMutablePointer<Float>, edge: UnsafeMutablePointer<Float>
  ) {
    let (share, sampleStride) = (pruning.share, shape.inputShape.sampleCount)
    let tile = tiles.gather[block.variant].run
    let whole = block.count == block.width && runs.fixed != nil ? shape.batch / share : 0
    func job(
      group: Int, count: Int, into output: UnsafeMutablePointer<Float>, sampleStride: Int
    ) -> GatherJob {
      let first = group * packed.kept + (runs.fixed?[block.group].lowerBound ?? 0)
      return GatherJob(
        channelIndices: packed.channelIndices + first, values: packed.values + first * share, taps: taps,
        tapCount: tapCount,
        sampleGroups: count, groupStride: packed.kept, output: output, sampleStride: sampleStride)
    }
    if whole > 0 { tile(job(group: 0, count: whole, into: output, sampleStride: sampleStride)) }
    for group in whole..<packed.sampleGroups {
      if runs.fixed == nil { findRuns(packed, taps, tapCount, convolutionGroup: block.group, sampleGroup: group) }
      tile(job(group: group, count: 1, into: edge, sampleStride: block.width))
      for sample in group * share..<min((group + 1) * share, shape.batch) {
        (output + sample * sampleStride).update(
          from: edge + (sample - group * share) * block.width, count: block.count)
      }
    }
  }

  /// Zeros all channels of one pixel in all samples.
  private func clear(_ pixel: UnsafeMutablePointer<Float>) {
    for sample in 0..<shape.batch {
      (pixel + sample * shape.inputShape.sampleCount).update(repeating: 0, count: shape.inputChannels)
    }
  }

  /// Points each tap at its run where runs differ from row to row.
  private func findRuns(
    _ packed: PackedGradient, _ taps: UnsafeMutablePointer<GatherTap>, _ tapCount: Int, convolutionGroup: Int,
    sampleGroup: Int
  ) {
    for tap in 0..<tapCount {
      let row = taps[tap].first / packed.kept * packed.kept
      let run = runs.range(
        of: convolutionGroup, in: packed.channelIndices + row + sampleGroup * packed.kept, kept: packed.kept)
      // An empty run at a row's end would begin in the next row.
      taps[tap].first = run.isEmpty ? row : row + run.lowerBound
      taps[tap].count = run.count
    }
  }
}
