import RegisterTiles
import Tensors

/// Pruning by tiles: the same choices and values as `ReferencePruning`.
///
/// The work is cut into runs of `rescalingRun` pixels of one group of samples, whatever the number of threads, so that
/// every sum has the same order.
final class TiledPruning {
  private let packed: PackedGradient
  private let context: ComputeContext
  private let tiles: PruningTiles
  private let shape: TensorShape
  private let pruning: Pruning
  private let isRescaled: Bool
  private let runs: Int
  /// Elements of one table of sums or factors, [channels][share].
  private let tableCount: Int
  private let scoresStride: Int
  private let scores: Tensor
  private let checksums: Tensor
  private let sums: Tensor
  private let factors: Tensor
  /// The last group of samples beside zeros, where the batch does not fill it.
  private let lastGroup: Tensor?

  init(_ packed: PackedGradient, tiles: PruningTiles, context: ComputeContext) {
    self.packed = packed
    self.context = context
    self.tiles = tiles
    shape = packed.shape
    pruning = packed.pruning
    let (channels, share) = (shape.channels, packed.share)
    runs = (shape.pixels + rescalingRun - 1) / rescalingRun
    let tasks = runs * packed.sampleGroups
    tableCount = PruningRun.padded(channels * share)
    scoresStride = PruningRun.scoresCount(channels: channels, share: share)
    scores = Tensor(count: tasks * scoresStride)
    checksums = Tensor(count: tasks)
    isRescaled = pruning.rule.definition.isRescaled
    sums = Tensor(count: isRescaled ? tasks * 2 * tableCount : 1)
    factors = Tensor(count: isRescaled ? packed.sampleGroups * tableCount : 1)
    let padded = TensorShape(batch: share, height: shape.height, width: shape.width, channels: channels)
    lastGroup = shape.batch % share == 0 ? nil : Tensor(padded)
  }

  /// Overwrites the packed gradient. Throws `NonFiniteGradientError`.
  func run(_ gradient: Tensor, key: PruningKey) throws {
    let groups = packed.sampleGroups
    if let lastGroup {
      let start = (groups - 1) * packed.share * shape.sampleCount
      lastGroup.pointer.update(from: gradient.pointer + start, count: gradient.count - start)
    }
    if groups % context.threads == 0 {
      // A group's rows are still in the cache when they are rescaled.
      context.parallel(groups) { group in
        for run in 0..<runs { prune(gradient, key, group, run) }
        guard isRescaled else { return }
        computeFactors(group)
        for run in 0..<runs { rescale(group, run) }
      }
    } else {
      context.parallel(groups * runs) { prune(gradient, key, $0 / runs, $0 % runs) }
      if isRescaled {
        context.parallel(groups) { computeFactors($0) }
        context.parallel(groups * runs) { rescale($0 / runs, $0 % runs) }
      }
    }
    // A sum may overflow though its terms do not: then there is nothing to report.
    let isFinite = (0..<groups * runs).allSatisfy { checksums.pointer[$0].isFinite }
    if !isFinite, let error = NonFiniteGradientError(firstIn: gradient) { throw error }
  }

  private func pixels(of run: Int) -> Range<Int> {
    run * rescalingRun..<min((run + 1) * rescalingRun, shape.pixels)
  }

  private func prune(_ gradient: Tensor, _ key: PruningKey, _ group: Int, _ run: Int) {
    let pixels = pixels(of: run)
    let task = group * runs + run
    var source = UnsafePointer(gradient.pointer + group * packed.share * shape.sampleCount)
    if let lastGroup, group == packed.sampleGroups - 1 { source = UnsafePointer(lastGroup.pointer) }
    let row = packed.offset(pixel: pixels.lowerBound, sampleGroup: group)
    let allSums = isRescaled ? sums.pointer + task * 2 * tableCount : sums.pointer
    checksums.pointer[task] = tiles.prune(
      PruningRun(
        rule: pruning.rule, nonzeros: pruning.nonzeros, groupSize: pruning.groupSize, share: packed.share,
        channels: shape.channels, gradient: source + pixels.lowerBound * shape.channels,
        sampleStride: shape.sampleCount, pixels: pixels.count, channelIndices: packed.channelIndices + row,
        values: packed.values + row * packed.share, rowStride: packed.pixelStride, key: key.bits,
        firstPixel: pixels.lowerBound, sampleGroup: group, allSums: allSums,
        keptSums: allSums + tableCount,
        scores: scores.pointer + task * scoresStride))
  }

  private func computeFactors(_ group: Int) {
    let allSums = sums.pointer + group * runs * 2 * tableCount
    tiles.computeFactors(
      Rescaling(
        allSums: allSums, keptSums: allSums + tableCount, runs: runs,
        runStride: 2 * tableCount, channels: shape.channels, share: packed.share,
        factors: factors.pointer + group * tableCount))
  }

  private func rescale(_ group: Int, _ run: Int) {
    let pixels = pixels(of: run)
    let row = packed.offset(pixel: pixels.lowerBound, sampleGroup: group)
    tiles.rescale(
      packed.values + row * packed.share, packed.channelIndices + row, packed.kept, pixels.count,
      packed.pixelStride, factors.pointer + group * tableCount, packed.share)
  }
}
