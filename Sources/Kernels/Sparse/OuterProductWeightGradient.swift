import RegisterTiles
import Tensors

/// The weight gradient where several samples share a pattern.
///
/// For a tap, an output pixel and a group of samples that share a pattern, a register tile holds the samples' inputs and
/// adds to the rows of the kept channels in a panel (`WeightPanels`). Pixels come in units small enough that their inputs
/// and packed rows stay in the second-level cache for all taps.
final class OuterProductWeightGradient {
  private let shape: ConvolutionShape
  private let pruning: Pruning
  private let context: ComputeContext
  private let tiles: SparseTiles
  /// Nil where the tiles read the packed gradient's own values and the inputs themselves.
  private let roundedValues: RoundedValues?
  private let roundedInputs: RoundedInputs?
  private let panels: WeightPanels
  private let runs: PackedRuns
  private let units: [PixelUnit]
  /// For each block of input channels, entries of a run that come one after the other for all pixels of a unit, so that the
  /// rows that they add to stay in the first-level cache.
  private let passes: [[Range<Int>]]
  /// For each part that may run at once, the inputs of an incomplete group of samples.
  private let edges: Tensor
  private let edgeCount: Int

  init(shape: ConvolutionShape, pruning: Pruning, context: ComputeContext) {
    self.shape = shape
    self.pruning = pruning
    self.context = context
    let tiles = context.weightGradientTiles(for: pruning)
    self.tiles = tiles
    roundedValues = tiles.rounding.map {
      RoundedValues(shape: shape.outputShape, pruning: pruning, context: context, round: $0.roundValues)
    }
    panels = WeightPanels(shape: shape, widths: tiles.outerProduct.map(\.width), threads: context.threads)
    runs = PackedRuns(shape: shape, pruning: pruning)
    units = PixelUnit.units(
      rows: shape.outputHeight, columns: shape.outputWidth, batch: shape.batch, share: pruning.share, items: 128,
      growing: .rows)
    let limit = runs.fixed == nil ? nil : tiles.panelBytes
    passes = panels.blocks.map { block in
      shape.outputRanges(of: block, groupSize: pruning.groupSize, limit: limit).map {
        pruning.kept(of: $0.lowerBound)..<pruning.kept(of: $0.upperBound)
      }
    }
    let (largest, slots, widest) = (units[0], panels.slots, panels.blocks[0].width)
    roundedInputs = tiles.rounding.map {
      RoundedInputs(
        shape: shape, share: pruning.share, pairInputs: $0.pairInputs, largest: largest, width: widest, slots: slots)
    }
    edgeCount = pruning.share * tiles.outerProduct[0].width
    edges = Tensor(count: panels.slots * edgeCount)
  }

  func run(_ packed: PackedGradient, input: Tensor, weightGradient: Tensor) {
    let values = roundedValues?.fill(from: packed) ?? UnsafePointer(packed.values)
    panels.fill(weightGradient, context: context) { slot, part, panel in
      for unit in units {
        for index in part.blocks {
          let block = panels.blocks[index]
          let view =
            roundedInputs?.fill(slot: slot, unit, block, from: input)
            ?? InputView(
              input, shape: shape, firstSample: unit.sampleGroups.lowerBound * pruning.share, block: block,
              share: pruning.share)
          for tap in part.taps {
            for entries in passes[index] {
              for row in unit.rows {
                accumulate(
                  packed, values, entries, view, block: block, tap: tap, row: row, sampleGroups: unit.sampleGroups,
                  panel: panel(index, tap), edge: edges.pointer + slot * edgeCount)
              }
            }
          }
        }
      }
    }
  }

  /// One row of output pixels for one tap, and of their runs the entries of a pass.
  private func accumulate(
    _ packed: PackedGradient, _ values: UnsafePointer<Float>, _ entries: Range<Int>, _ view: InputView,
    block: ChannelBlock, tap: Int, row: Int, sampleGroups: Range<Int>, panel: UnsafeMutablePointer<Float>,
    edge: UnsafeMutablePointer<Float>
  ) {
    let (stride, padding, share) = (shape.stride, shape.padding, pruning.share)
    let (kernelRow, kernelColumn) = (tap / shape.kernelWidth, tap % shape.kernelWidth)
    let inputRow = row * stride - padding + kernelRow
    let columns = shape.outputColumns(tap: tap)
    guard inputRow >= 0, inputRow < shape.inputHeight, !columns.isEmpty else { return }
    let first = columns.lowerBound
    let entry =
      packed.offset(pixel: row * shape.outputWidth + first, sampleGroup: sampleGroups.lowerBound)
      + (runs.fixed.map { $0[block.group].lowerBound + entries.lowerBound } ?? 0)
    var job = OuterProductJob(
      channelIndices: packed.channelIndices + entry, values: values + entry * share / tiles.factorsPerWord,
      count: entries.count,
      input: view.base + view.offset(row: inputRow, column: first * stride - padding + kernelColumn),
      sampleStride: view.sampleStride, panel: panel, panelStride: block.width, pixels: columns.count,
      pixelStride: packed.pixelStride, inputPixelStride: stride / view.step * view.columnStride, sampleGroups: 0,
      groupStride: packed.kept)
    // Rounded inputs fill up an incomplete group.
    let complete = roundedInputs == nil ? shape.batch / share : packed.sampleGroups
    let whole = runs.fixed == nil ? 0 : min(complete, sampleGroups.upperBound) - sampleGroups.lowerBound
    job.sampleGroups = whole
    if whole > 0 { tiles.outerProduct[block.variant].run(job) }
    for group in max(0, whole)..<sampleGroups.count {
      let samples = min(share, shape.batch - (sampleGroups.lowerBound + group) * share)
      accumulateEach(job, view, group: group, samples: samples, block: block, kept: packed.kept, edge: edge)
    }
  }

  /// The pixels of one group of samples one by one: an incomplete group, or runs that differ from row to row.
  private func accumulateEach(
    _ row: OuterProductJob, _ view: InputView, group: Int, samples: Int, block: ChannelBlock, kept: Int,
    edge: UnsafeMutablePointer<Float>
  ) {
    let share = pruning.share
    var job = row
    (job.pixels, job.sampleGroups) = (1, 1)
    if roundedInputs == nil {
      job.sampleStride = block.width
      edge.update(repeating: 0, count: share * block.width)
    }
    for pixel in 0..<row.pixels {
      let entry = pixel * row.pixelStride + group * row.groupStride
      job.input = row.input + pixel * row.inputPixelStride + group * view.groupStride
      if roundedInputs == nil {
        for sample in 0..<samples {
          (edge + sample * block.width).update(from: job.input + sample * row.sampleStride, count: block.count)
        }
        job.input = UnsafePointer(edge)
      }
      var first = entry
      if runs.fixed == nil {
        let run = runs.range(of: block.group, in: row.channelIndices + entry, kept: kept)
        (first, job.count) = (entry + run.lowerBound, run.count)
      }
      (job.channelIndices, job.values) = (row.channelIndices + first, row.values + first * share / tiles.factorsPerWord)
      tiles.outerProduct[block.variant].run(job)
    }
  }
}
