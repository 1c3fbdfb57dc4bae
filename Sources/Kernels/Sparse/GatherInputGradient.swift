import RegisterTiles
import Tensors

/// The input gradient straight from the packed output gradient.
///
/// For input pixels with the same taps, groups of samples that share a pattern and a block of input channels, a register
/// tile walks over the kernel taps that exist and over their kept channels: no padding, no unfolded copy, no special
/// cases at the borders, any stride. Work is kept / channels of the dense product's.
///
/// Where a block's weights exceed what the tile wants at once, they come in passes, and sums wait in the second-level
/// cache between passes:
///
///     for some image rows, for a block of input channels (GatherParts):
///       for each pass (GatherPass), for each run of pixels:   sums += tile
///
/// The last pass writes the input gradient.
final class GatherInputGradient {
  private let shape: ConvolutionShape
  private let pruning: Pruning
  private let context: ComputeContext
  private let tiles: SparseTiles
  /// Nil where the tiles read the packed gradient's own values.
  private let roundedValues: RoundedValues?
  private let weights: GatherWeights
  private let runs: PackedRuns
  private let rowTaps: KernelTaps
  private let columnTaps: KernelTaps
  private let columnRuns: [KernelTaps.Run]
  private let parts: GatherParts
  /// The passes of each block of input channels.
  private let passes: [[GatherPass]]
  private let slots: [Slot]
  /// Groups of samples whose sums wait at the same time.
  private let groupsAtOnce: Int

  /// Bytes of sums that wait.
  private static let sumsBytes = 128 << 10

  /// What one of the parts that may run at once works in.
  private struct Slot {
    /// Sums that wait between passes: [image row of the part][column][sample][the tile's width].
    let sums: Tensor
    /// The output of a tile that would write too much.
    let edge: Tensor
    let taps: GatherTaps
  }

  init(shape: ConvolutionShape, pruning: Pruning, context: ComputeContext) {
    self.shape = shape
    self.pruning = pruning
    self.context = context
    let tiles = context.inputGradientTiles(for: shape, pruning: pruning)
    self.tiles = tiles
    roundedValues = tiles.rounding.map {
      RoundedValues(
        shape: shape.outputShape, pruning: pruning, context: context, round: $0.pairEntries(pruning.share))
    }
    let weights = GatherWeights(shape: shape, tiles: tiles)
    self.weights = weights
    let runs = PackedRuns(shape: shape, pruning: pruning)
    self.runs = runs
    rowTaps = KernelTaps(
      input: shape.inputHeight, output: shape.outputHeight, kernel: shape.kernelHeight, stride: shape.stride,
      padding: shape.padding)
    columnTaps = KernelTaps(
      input: shape.inputWidth, output: shape.outputWidth, kernel: shape.kernelWidth, stride: shape.stride,
      padding: shape.padding)
    columnRuns = columnTaps.runs(stride: shape.stride)
    let parts = GatherParts(
      shape: shape, pruning: pruning, blocks: weights.blocks.count, weightBytes: weights.byteCount)
    self.parts = parts
    passes = weights.blocks.map {
      shape.gatherPasses(of: $0, pruning: pruning, tiles: tiles, isWhole: runs.fixed == nil)
    }
    let isOnePass = passes.allSatisfy { $0.count == 1 }
    let groupCount = pruning.share * weights.blocks[0].width
    let groups = max(1, shape.batch / pruning.share)
    let groupBytes = parts.largestRows * shape.inputWidth * groupCount * MemoryLayout<Float>.stride
    let groupsAtOnce = isOnePass ? groups : max(1, min(groups, Self.sumsBytes / groupBytes))
    self.groupsAtOnce = groupsAtOnce
    slots = (0..<context.threads).map { _ in
      Slot(
        sums: Tensor(count: isOnePass ? 1 : parts.largestRows * shape.inputWidth * groupsAtOnce * groupCount),
        edge: Tensor(count: groupCount), taps: GatherTaps(capacity: shape.taps))
    }
  }

  func weightsChanged() { weights.weightsChanged() }

  func run(_ packed: PackedGradient, weights plain: Tensor, inputGradient: Tensor) {
    weights.load(plain, context: context)
    let values = roundedValues?.fill(from: packed) ?? UnsafePointer(packed.values)
    context.parallel(slots.count) { slot in
      for part in stride(from: slot, to: parts.count, by: slots.count) {
        let (rows, block) = parts[part]
        gather(packed, values, into: inputGradient, rows: rows, block: block, slots[slot])
      }
    }
  }

  private func gather(
    _ packed: PackedGradient, _ values: UnsafePointer<Float>, into inputGradient: Tensor, rows: Range<Int>,
    block: Int, _ slot: Slot
  ) {
    let isWhole = weights.blocks[block].count == weights.blocks[block].width && runs.fixed != nil
    let whole = isWhole ? shape.batch / pruning.share : 0
    for first in stride(from: 0, to: whole, by: groupsAtOnce) {
      let groups = first..<min(whole, first + groupsAtOnce)
      for pass in passes[block].indices {
        for y in rows where !rowTaps[y].isEmpty {
          for columns in columnRuns {
            let place = (y - rows.lowerBound) * shape.inputWidth + columns.first
            gather(packed, values, groups, pass, block, row: y, columns, place: place, into: inputGradient, slot)
          }
        }
      }
    }
    for y in rows {
      for x in 0..<shape.inputWidth {
        if rowTaps[y].isEmpty || columnTaps[x].isEmpty {
          // Nothing reaches this pixel. Whole pixels are written faster than a block of their channels at a time.
          if block == 0 { clear(inputGradient.pointer + (y * shape.inputWidth + x) * shape.inputChannels) }
        } else if whole < packed.sampleGroups {
          let groups = whole..<packed.sampleGroups
          gatherEach(packed, values, groups, block, row: y, column: x, into: inputGradient, slot)
        }
      }
    }
  }

  /// One pass over whole groups of samples at a run of pixels.
  private func gather(
    _ packed: PackedGradient, _ values: UnsafePointer<Float>, _ groups: Range<Int>, _ index: Int, _ blockIndex: Int,
    row: Int, _ columns: KernelTaps.Run, place: Int, into inputGradient: Tensor, _ slot: Slot
  ) {
    let (block, passes) = (weights.blocks[blockIndex], passes[blockIndex])
    let followsOthers = find(passes[index], blockIndex, row, columns.first, packed, slot.taps)
    let isLast = index == passes.count - 1
    guard isLast || slot.taps.count > 0 else { return }
    let sumsStride = groupsAtOnce * pruning.share * block.width
    let sums = slot.sums.pointer + place * sumsStride
    let pixel = inputGradient.pointer + (row * shape.inputWidth + columns.first) * shape.inputChannels + block.start
    let sampleStride = isLast ? shape.inputShape.sampleCount : block.width
    let entry = groups.lowerBound * packed.kept
    tiles.gather[block.variant].run(
      GatherJob(
        channelIndices: packed.channelIndices + entry, values: values + entry * pruning.share / tiles.factorsPerWord,
        taps: slot.taps.pointer, tapCount: slot.taps.count, weightStride: block.width / tiles.factorsPerWord,
        pixels: columns.count, pixelStride: packed.pixelStride, sampleGroups: groups.count, groupStride: packed.kept,
        initial: followsOthers ? UnsafePointer(sums) : nil, initialPixelStride: shape.stride * sumsStride,
        output: isLast ? pixel + groups.lowerBound * pruning.share * sampleStride : sums,
        outputPixelStride: shape.stride * (isLast ? shape.inputChannels : sumsStride), sampleStride: sampleStride))
  }

  /// Groups of samples at one pixel one by one, those of which a tile would write too much: all weights at once.
  private func gatherEach(
    _ packed: PackedGradient, _ values: UnsafePointer<Float>, _ groups: Range<Int>, _ blockIndex: Int, row: Int,
    column: Int, into inputGradient: Tensor, _ slot: Slot
  ) {
    let (block, share, sampleStride) = (weights.blocks[blockIndex], pruning.share, shape.inputShape.sampleCount)
    let all = GatherPass(taps: 0..<shape.taps, outputs: 0..<shape.outputChannelsPerGroup)
    let output = inputGradient.pointer + (row * shape.inputWidth + column) * shape.inputChannels + block.start
    for group in groups {
      _ = find(all, blockIndex, row, column, packed, slot.taps)
      if runs.fixed == nil { findRuns(packed, slot.taps, convolutionGroup: block.group, sampleGroup: group) }
      let entry = group * packed.kept
      tiles.gather[block.variant].run(
        GatherJob(
          channelIndices: packed.channelIndices + entry, values: values + entry * share / tiles.factorsPerWord,
          taps: slot.taps.pointer, tapCount: slot.taps.count, weightStride: block.width / tiles.factorsPerWord,
          pixels: 1, pixelStride: 0, sampleGroups: 1, groupStride: packed.kept, initial: nil, initialPixelStride: 0,
          output: slot.edge.pointer, outputPixelStride: 0, sampleStride: block.width))
      for sample in group * share..<min((group + 1) * share, shape.batch) {
        (output + sample * sampleStride).update(
          from: slot.edge.pointer + (sample - group * share) * block.width, count: block.count)
      }
    }
  }

  /// Zeros all channels of one pixel in all samples.
  private func clear(_ pixel: UnsafeMutablePointer<Float>) {
    for sample in 0..<shape.batch {
      (pixel + sample * shape.inputShape.sampleCount).update(repeating: 0, count: shape.inputChannels)
    }
  }

  /// Finds the taps of a pass that reach a pixel; says whether an earlier pass has reached it.
  private func find(
    _ pass: GatherPass, _ index: Int, _ row: Int, _ column: Int, _ packed: PackedGradient, _ taps: GatherTaps
  ) -> Bool {
    let block = weights.blocks[index]
    // Where runs are not fixed, `findRuns` says where they begin.
    let run = runs.fixed?[block.group].lowerBound ?? 0
    let first = pruning.kept(of: pass.outputs.lowerBound)
    let count = pruning.kept(of: pass.outputs.upperBound) - first
    var followsOthers = false
    taps.removeAll()
    for row in rowTaps[row] {
      for column in columnTaps[column] {
        let tap = row.kernel * shape.kernelWidth + column.kernel
        if tap < pass.taps.lowerBound || pass.outputs.lowerBound > 0 { followsOthers = true }
        guard pass.taps.contains(tap) else { continue }
        taps.append(
          GatherTap(
            first: packed.offset(pixel: row.output * shape.outputWidth + column.output, sampleGroup: 0) + run + first,
            count: count, weights: weights.pointer(block: index, tap: tap - block.group)))
      }
    }
    return followsOthers
  }

  /// Points each tap at its run where runs differ from row to row.
  private func findRuns(_ packed: PackedGradient, _ taps: GatherTaps, convolutionGroup: Int, sampleGroup: Int) {
    for tap in 0..<taps.count {
      let row = taps.pointer[tap].first
      let run = runs.range(
        of: convolutionGroup, in: packed.channelIndices + row + sampleGroup * packed.kept, kept: packed.kept)
      // An empty run at a row's end would begin in the next row.
      taps.pointer[tap].first = run.isEmpty ? row : row + run.lowerBound
      taps.pointer[tap].count = run.count
    }
  }
}
