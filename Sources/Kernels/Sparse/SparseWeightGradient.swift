import RegisterTiles

/// The weight gradient of a convolution or linear layer straight from the packed output gradient.
///
/// For a tap, an output pixel and a group of samples that share a pattern, a register tile holds the samples' inputs and
/// adds to the rows of the kept channels in a panel:
///
///     panels of one block of input channels:   [tap][output channel of the block's group][the tile's width]
///
/// Pixels come in units small enough that their inputs and packed rows stay in the second-level cache for all taps. Work
/// is kept / channels of the dense product's. Sums are made in the same order at every number of threads.
public final class SparseWeightGradient {
  public let shape: ConvolutionShape
  public let pruning: Pruning
  private let context: ComputeContext
  private let tiles: SparseTiles
  private let blocks: [ChannelBlock]
  private let runs: PackedRuns
  private let units: [PixelUnit]
  /// Parts that may run at once, and for each of them one set of panels and the inputs of an incomplete group of samples.
  private let slots: Int
  private let blocksPerPart: Int
  private let tapsPerPart: Int
  private let panelCount: Int
  private let panels: Tensor
  private let edgeCount: Int
  private let edges: Tensor

  /// Bytes of the panels that one part fills.
  private static let panelBytes = 256 << 10

  public init(shape: ConvolutionShape, pruning: Pruning, context: ComputeContext) {
    self.shape = shape
    self.pruning = pruning
    self.context = context
    tiles = SparseTiles(kernels: context.kernels, share: pruning.share)
    blocks = shape.channelBlocks(widths: tiles.outerProduct.map(\.width))
    runs = PackedRuns(shape: shape, pruning: pruning)
    units = PixelUnit.units(
      rows: shape.outputHeight, columns: shape.outputWidth, batch: shape.batch, share: pruning.share, items: 128,
      growing: .rows)
    let width = tiles.outerProduct[0].width
    let blockCount = shape.taps * shape.outputChannelsPerGroup * width
    // Small panels come together, so that whole pixels are read at once, not a block of their channels at a time.
    let together = max(1, Self.panelBytes / (blockCount * MemoryLayout<Float>.stride))
    blocksPerPart = min(together, (blocks.count + context.threads - 1) / context.threads)
    let blockParts = (blocks.count + blocksPerPart - 1) / blocksPerPart
    // With few blocks, threads share a block's taps.
    let tapParts = min(shape.taps, (context.threads + blockParts - 1) / blockParts)
    tapsPerPart = (shape.taps + tapParts - 1) / tapParts
    slots = context.threads
    panelCount = tapsPerPart * shape.outputChannelsPerGroup * width
    panels = Tensor(count: slots * blocksPerPart * panelCount)
    edgeCount = pruning.share * width
    edges = Tensor(count: slots * edgeCount)
  }

  /// Whether this product is faster than the dense one of the pruned gradient: a rule over the shape alone, so that runs
  /// can be repeated.
  public static func pays(for shape: ConvolutionShape, pruning: Pruning) -> Bool {
    pruning.nonzeros * 2 <= pruning.groupSize
  }

  /// Overwrites `weightGradient`, which lies as the weights do, with `input` * `packed`.
  public func run(_ packed: PackedGradient, input: Tensor, weightGradient: Tensor) {
    precondition(
      packed.shape == shape.outputShape && packed.pruning == pruning && input.count == shape.inputShape.count
        && weightGradient.count == shape.weightCount, "Shapes agree.")
    guard context.kernels != .reference else {
      return ReferenceSparse(shape: shape, packed: packed).weightGradient(input: input, into: weightGradient)
    }
    let tapParts = (shape.taps + tapsPerPart - 1) / tapsPerPart
    let blockParts = (blocks.count + blocksPerPart - 1) / blocksPerPart
    context.parallel(slots) { slot in
      for part in stride(from: slot, to: blockParts * tapParts, by: slots) {
        let (block, tap) = (part / tapParts * blocksPerPart, part % tapParts * tapsPerPart)
        accumulate(
          packed, input: input, blocks: block..<min(blocks.count, block + blocksPerPart),
          taps: tap..<min(shape.taps, tap + tapsPerPart), slot: slot, into: weightGradient)
      }
    }
  }

  /// Some taps of some blocks of input channels.
  private func accumulate(
    _ packed: PackedGradient, input: Tensor, blocks blockRange: Range<Int>, taps: Range<Int>, slot: Int,
    into weightGradient: Tensor
  ) {
    let outputs = shape.outputChannelsPerGroup
    let panels = panels.pointer + slot * blocksPerPart * panelCount
    panels.update(repeating: 0, count: blockRange.count * panelCount)
    for unit in units {
      for index in blockRange {
        let block = blocks[index]
        for tap in taps {
          let panel =
            panels + (index - blockRange.lowerBound) * panelCount
            + (tap - taps.lowerBound - block.group) * outputs * block.width
          for row in unit.rows {
            accumulate(
              packed, input: input, block: block, tap: tap, row: row, sampleGroups: unit.sampleGroups, panel: panel,
              edge: edges.pointer + slot * edgeCount)
          }
        }
      }
    }
    for index in blockRange {
      copy(
        panels + (index - blockRange.lowerBound) * panelCount, block: blocks[index], taps: taps, into: weightGradient)
    }
  }

  private func copy(
    _ panels: UnsafeMutablePointer<Float>, block: ChannelBlock, taps: Range<Int>, into weightGradient: Tensor
  ) {
    let (outputs, inputs) = (shape.outputChannelsPerGroup, shape.inputChannelsPerGroup)
    for tap in taps {
      for output in 0..<outputs {
        let row = ((block.group * outputs + output) * shape.taps + tap) * inputs
        (weightGradient.pointer + row + block.start - block.group * inputs).update(
          from: panels + ((tap - taps.lowerBound) * outputs + output) * block.width, count: block.count)
      }
    }
  }

  /// One row of output pixels for one tap.
  private func accumulate(
    _ packed: PackedGradient, input: Tensor, block: ChannelBlock, tap: Int, row: Int, sampleGroups: Range<Int>,
    panel: UnsafeMutablePointer<Float>, edge: UnsafeMutablePointer<Float>
  ) {
    let (stride, padding, share) = (shape.stride, shape.padding, pruning.share)
    let (kernelRow, kernelColumn) = (tap / shape.kernelWidth, tap % shape.kernelWidth)
    let inputRow = row * stride - padding + kernelRow
    let first = max(0, (padding - kernelColumn + stride - 1) / stride)
    let last = min(shape.outputWidth - 1, (shape.inputWidth - 1 + padding - kernelColumn) / stride)
    guard inputRow >= 0, inputRow < shape.inputHeight, shape.inputWidth + padding > kernelColumn, first <= last else {
      return
    }
    let inputPixel = inputRow * shape.inputWidth + first * stride - padding + kernelColumn
    let sampleStride = shape.inputShape.sampleCount
    let run = runs.fixed?[block.group] ?? 0..<0
    let entry =
      packed.offset(pixel: row * shape.outputWidth + first, sampleGroup: sampleGroups.lowerBound) + run.lowerBound
    var job = OuterProductJob(
      channels: packed.channels + entry, values: packed.values + entry * share, count: run.count,
      input: input.pointer + sampleGroups.lowerBound * share * sampleStride + inputPixel * shape.inputChannels
        + block.start,
      sampleStride: sampleStride, panel: panel, pixels: last - first + 1,
      pixelStride: packed.sampleGroups * packed.kept, inputPixelStride: stride * shape.inputChannels,
      sampleGroups: 0, groupStride: packed.kept)
    let tile = tiles.outerProduct[block.variant].run
    let whole = runs.fixed == nil ? 0 : min(shape.batch / share, sampleGroups.upperBound) - sampleGroups.lowerBound
    job.sampleGroups = whole
    if whole > 0 { tile(job) }
    for group in max(0, whole)..<sampleGroups.count {
      let samples = min(share, shape.batch - (sampleGroups.lowerBound + group) * share)
      accumulateEach(job, group: group, samples: samples, block: block, kept: packed.kept, edge: edge)
    }
  }

  /// The pixels of one group of samples one by one: an incomplete group, or runs that differ from row to row.
  private func accumulateEach(
    _ row: OuterProductJob, group: Int, samples: Int, block: ChannelBlock, kept: Int,
    edge: UnsafeMutablePointer<Float>
  ) {
    let share = pruning.share
    var job = row
    (job.pixels, job.sampleGroups, job.sampleStride) = (1, 1, block.width)
    job.input = UnsafePointer(edge)
    edge.update(repeating: 0, count: share * block.width)
    for pixel in 0..<row.pixels {
      let entry = pixel * row.pixelStride + group * row.groupStride
      let input = row.input + pixel * row.inputPixelStride + group * share * row.sampleStride
      for sample in 0..<samples {
        (edge + sample * block.width).update(from: input + sample * row.sampleStride, count: block.count)
      }
      var first = entry
      if runs.fixed == nil {
        let run = runs.range(of: block.group, in: row.channels + entry, kept: kept)
        (first, job.count) = (entry + run.lowerBound, run.count)
      }
      (job.channels, job.values) = (row.channels + first, row.values + first * share)
      tiles.outerProduct[block.variant].run(job)
    }
  }
}
