import CVectors
import RegisterTiles

/// Prunes and packs a run: quads where the pattern has them, the rest group by group.
///
/// Returns a sum that is finite unless a value of the run is not.
func prune(_ run: PruningRun) -> Float {
  switch run.rule {
  case .magnitude: prune(run, MagnitudeRule.self)
  case .random: prune(run, RandomRule.self)
  case .rescaled: prune(run, RescaledRule.self)
  case .unbiased: prune(run, UnbiasedRule.self)
  }
}

private func prune<Rule: TileRule>(_ run: PruningRun, _ rule: Rule.Type) -> Float {
  switch run.share {
  case 1: prune(run, rule, InlineArray<1, Vector>.self)
  case 2: prune(run, rule, InlineArray<2, Vector>.self)
  case 4: prune(run, rule, InlineArray<4, Vector>.self)
  default: prune(run, rule, InlineArray<8, Vector>.self)
  }
}

private func prune<Rule: TileRule, let share: Int>(
  _ run: PruningRun, _ rule: Rule.Type, _ samples: InlineArray<share, Vector>.Type
) -> Float {
  let blockWidth = Vector.scalarCount * (share < 4 ? 4 / share : 1)
  let whole = run.channels / blockWidth * blockWidth
  var checksum: Float = 0
  var done = whole
  switch (run.nonzeros, run.groupSize) {
  case (1, 4) where Rule.isUnbiased, (2, 4) where Rule.isUnbiased: checksum = pruneSampled(run, channels: whole)
  case (2, 4): checksum = pruneQuads(run, rule, TwoOfFour.self, samples, channels: whole)
  case (1, 4): checksum = pruneQuads(run, rule, OneOfFour.self, samples, channels: whole)
  case (1, 2) where !Rule.isUnbiased: checksum = pruneQuads(run, rule, OneOfTwo.self, samples, channels: whole)
  default: done = 0
  }
  return done < run.channels ? checksum + pruneGroups(run, rule, samples, from: done) : checksum
}

/// Prunes and packs groups of four channels, or two: the leading `channels` of a run, whole blocks of four vectors.
///
/// Four vectors are loaded: of 4 samples, of 2 samples at 2 runs of channels, or of 1 sample at 4, and transposed inside
/// their quads, so that vector i holds channel i of each quad, with a lane for each sample or run:
///
///     x0: a0 a1 a2 a3 | a4 ...             r0: a0 b0 c0 d0 | a4 b4 ...
///     x1: b0 b1 b2 b3 | b4 ...     ->      r1: a1 b1 c1 d1 | a5 b5 ...
///     x2: c0 ...                           r2: a2 ...
///     x3: d0 ...                           r3: a3 ...
///
/// There the choice is a few comparisons between vectors and the packed values come out in their order. 8 samples are
/// two such units with one choice. Returns a sum that is finite unless a value is not.
@inline(never)
private func pruneQuads<Rule: TileRule, Pattern: QuadPattern, let share: Int>(
  _ run: PruningRun, _ rule: Rule.Type, _ pattern: Pattern.Type, _ samples: InlineArray<share, Vector>.Type,
  channels: Int
) -> Float {
  let blockWidth = Vector.scalarCount * (share < 4 ? 4 / share : 1)
  let offsets = quadOffsets(share: share)
  var checksum = Vector.zero
  // Pixel after pixel, so that memory is read and written in its order, and no more channels at once than sums of
  // them stay in the first-level cache.
  for first in stride(from: 0, to: channels, by: 256) {
    let width = min(256, channels - first)
    if Rule.isRescaled {
      for element in stride(from: first * share, to: (first + width) * share, by: Vector.scalarCount) {
        Vector.zero.store(run.allSums + element)
        Vector.zero.store(run.keptSums + element)
      }
    }
    for pixel in 0..<run.pixels {
      let rowKey =
        Rule.isRandom
        ? rowKey(run.key, pixel: run.firstPixel + pixel, sampleGroup: run.sampleGroup) : 0
      var channel = first
      while channel < first + width {
        var blockIndices = Quads(repeating: .zero)
        for index in 0..<4 { blockIndices[index] = integers(Int32(truncatingIfNeeded: channel + index), offsets) }
        let entry = pixel * run.rowStride + channel / 4 * Pattern.entries
        pruneQuadBlock(
          rule, pattern, samples, run.gradient + pixel * run.channels + channel, run.sampleStride,
          run.channelIndices + entry, run.values + entry * share, blockIndices, rowKey,
          QuadSums(all: run.allSums + channel * share, kept: run.keptSums + channel * share), &checksum)
        channel += blockWidth
      }
    }
  }
  guard Rule.isRescaled else { return checksum.total }
  for channel in stride(from: 0, to: channels, by: blockWidth) {
    let sums = QuadSums(all: run.allSums + channel * share, kept: run.keptSums + channel * share)
    checksum += sums.finish(share: share)
  }
  return checksum.total
}

/// Sums of magnitudes over the pixels of a run for a block of channels: while they are added to, in the transposed
/// order, unit after unit.
private struct QuadSums {
  let all: UnsafeMutablePointer<Float>
  let kept: UnsafeMutablePointer<Float>

  @inline(__always)
  func add(_ values: Quads, _ mask: Quads, unit: Int) {
    for index in 0..<4 {
      let size = magnitude(values[index])
      let place = (unit * 4 + index) * Vector.scalarCount
      (Vector.load(all + place) + size).store(all + place)
      (Vector.load(kept + place) + and(size, mask[index])).store(kept + place)
    }
  }

  /// Brings the sums into the order [channel][sample], and returns the sum of all of all values.
  @inline(__always)
  func finish(share: Int) -> Vector {
    _ = reorder(kept, share)
    let units = reorder(all, share)
    return sum(units[0]) + sum(units[1])
  }

  @inline(__always)
  private func reorder(_ sums: UnsafeMutablePointer<Float>, _ share: Int) -> InlineArray<2, Quads> {
    var units = InlineArray<2, Quads>(repeating: Quads(repeating: .zero))
    for unit in 0..<(share == 8 ? 2 : 1) {
      for index in 0..<4 { units[unit][index] = .load(sums + (unit * 4 + index) * Vector.scalarCount) }
    }
    storeQuadSums(share: share, units, sums)
    return units
  }
}

/// One block of channels at one pixel.
@inline(__always)
private func pruneQuadBlock<Rule: TileRule, Pattern: QuadPattern, let share: Int>(
  _ rule: Rule.Type, _ pattern: Pattern.Type, _ samples: InlineArray<share, Vector>.Type,
  _ source: UnsafePointer<Float>, _ sampleStride: Int, _ channelIndices: UnsafeMutablePointer<UInt16>,
  _ values: UnsafeMutablePointer<Float>, _ blockIndices: Quads, _ rowKey: UInt32, _ sums: QuadSums,
  _ checksum: inout Vector
) {
  var units = InlineArray<2, Quads>(repeating: Quads(repeating: .zero))
  // With four samples and more, scores are summed before the transposition.
  var rowScore = Vector.zero
  for unit in 0..<(share == 8 ? 2 : 1) {
    let x = loadedQuads(share: share, source, sampleStride, unit: unit)
    if share >= 4 {
      for index in 0..<4 {
        let size = magnitude(x[index])
        rowScore = unit + index == 0 ? size : rowScore + size
      }
    }
    units[unit] = transposedQuads(x)
  }
  let scores = quadScores(share: share, units[0], rowScore)
  if !Rule.isRescaled { checksum += share >= 4 ? rowScore : sum(scores) }
  var kept = Quads(repeating: .zero)
  if Rule.isRandom {
    var draws = blockIndices
    for index in 0..<4 { draws[index] = drawn(rowKey, blockIndices[index]) }
    kept = Pattern.kept(draws)
  } else {
    kept = Pattern.kept(scores)
  }
  if Rule.isRescaled {
    for unit in 0..<(share == 8 ? 2 : 1) { sums.add(units[unit], kept, unit: unit) }
  }
  storeQuadValues(
    share: share, entries: Pattern.entries, first: (Pattern.first(kept, units[0]), Pattern.first(kept, units[1])),
    second: (Pattern.second(kept, units[0]), Pattern.second(kept, units[1])), values)
  storeQuadIndices(
    share: share, entries: Pattern.entries, first: Pattern.first(kept, blockIndices),
    second: Pattern.second(kept, blockIndices), channelIndices)
}
