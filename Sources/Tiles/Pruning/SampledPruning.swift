import CVectors
import RegisterTiles

/// Prunes and packs the leading `channels` of a run, whole blocks of four vectors, by `PruningRule.unbiased`: 1 or 2 of
/// every 4.
///
/// Row after row: first what each channel's values are multiplied by, drawn once for all samples that share it, then the
/// packing. Returns a sum that is finite unless a value, or a sum of squares, is not.
func pruneSampled(_ run: PruningRun, channels: Int) -> Float {
  switch run.share {
  case 1: pruneSampled(run, InlineArray<1, Vector>.self, channels: channels)
  case 2: pruneSampled(run, InlineArray<2, Vector>.self, channels: channels)
  case 4: pruneSampled(run, InlineArray<4, Vector>.self, channels: channels)
  default: pruneSampled(run, InlineArray<8, Vector>.self, channels: channels)
  }
}

private func pruneSampled<let share: Int>(
  _ run: PruningRun, _ samples: InlineArray<share, Vector>.Type, channels: Int
) -> Float {
  run.nonzeros == 2
    ? pruneSampled(run, TwoOfFour.self, samples, channels: channels)
    : pruneSampled(run, OneOfFour.self, samples, channels: channels)
}

@inline(never)
private func pruneSampled<Pattern: QuadPattern, let share: Int>(
  _ run: PruningRun, _ pattern: Pattern.Type, _ samples: InlineArray<share, Vector>.Type, channels: Int
) -> Float {
  let blockWidth = Vector.scalarCount * (share < 4 ? 4 / share : 1)
  let offsets = quadOffsets(share: share)
  // The number of the quad that is in each lane once four vectors are transposed.
  let quadNumbers = shiftedRight2(quadOffsets(share: 1))
  var checksum = Vector.zero
  for pixel in 0..<run.pixels {
    let source = run.gradient + pixel * run.channels
    let key = rowKey(run.key, pixel: run.firstPixel + pixel, sampleGroup: run.sampleGroup)
    drawFactors(pattern, samples, source, run.sampleStride, channels, key, quadNumbers, run.scores, &checksum)
    var channel = 0
    while channel < channels {
      let entry = pixel * run.rowStride + channel / 4 * Pattern.entries
      packBlock(
        pattern, samples, source + channel, run.sampleStride, run.scores + channel,
        integers(Int32(truncatingIfNeeded: channel), offsets), run.channelIndices + entry, run.values + entry * share)
      channel += blockWidth
    }
  }
  return checksum.total
}

/// Writes what the values of each of a row's `channels` are multiplied by: 0 where they are not kept.
///
/// May write up to three vectors behind them.
@inline(__always)
private func drawFactors<Pattern: QuadPattern, let share: Int>(
  _ pattern: Pattern.Type, _ samples: InlineArray<share, Vector>.Type, _ source: UnsafePointer<Float>,
  _ sampleStride: Int, _ channels: Int, _ rowKey: UInt32, _ quadNumbers: Vector,
  _ factors: UnsafeMutablePointer<Float>, _ checksum: inout Vector
) {
  let width = Vector.scalarCount
  var channel = 0
  while channel < channels {
    var scores = Quads(repeating: .zero)
    for index in 0..<4 where channel + index * width < channels {
      for sample in 0..<share {
        let value = Vector.load(source + sample * sampleStride + channel + index * width)
        scores[index] += share > 1 ? value * value : magnitude(value)
      }
      checksum += scores[index]
      if share > 1 { scores[index] = finiteRoot(scores[index]) }
    }
    let draws = drawn(rowKey, integers(Int32(truncatingIfNeeded: channel / 4), quadNumbers))
    let drawn = transposedQuads(sampledQuads(transposedQuads(scores), nonzeros: Pattern.entries, draws: draws))
    for index in 0..<4 { drawn[index].store(factors + channel + index * width) }
    channel += 4 * width
  }
}

/// Packs one block of channels at one pixel, in the order of `pruneQuads`; `firstIndices` are the first channels of the
/// quads.
@inline(__always)
private func packBlock<Pattern: QuadPattern, let share: Int>(
  _ pattern: Pattern.Type, _ samples: InlineArray<share, Vector>.Type, _ source: UnsafePointer<Float>,
  _ sampleStride: Int, _ blockFactors: UnsafePointer<Float>, _ firstIndices: Vector,
  _ channelIndices: UnsafeMutablePointer<UInt16>, _ values: UnsafeMutablePointer<Float>
) {
  var factors = Quads(repeating: .zero)
  for index in 0..<4 { factors[index] = .load(blockFactors + quadBlock(share, index) * Vector.scalarCount) }
  factors = transposedQuads(factors)
  var kept = factors
  var indices = factors
  for index in 0..<4 {
    kept[index] = isLess(.zero, factors[index])
    indices[index] = integers(Int32(truncatingIfNeeded: index), firstIndices)
  }
  let factor = (Pattern.first(kept, factors), Pattern.second(kept, factors))
  var first = (Vector.zero, Vector.zero)
  var second = first
  for unit in 0..<(share == 8 ? 2 : 1) {
    let x = transposedQuads(loadedQuads(share: share, source, sampleStride, unit: unit))
    let (one, other) = (Pattern.first(kept, x) * factor.0, Pattern.second(kept, x) * factor.1)
    if unit == 0 { (first.0, second.0) = (one, other) } else { (first.1, second.1) = (one, other) }
  }
  storeQuadValues(share: share, entries: Pattern.entries, first: first, second: second, values)
  storeQuadIndices(
    share: share, entries: Pattern.entries, first: Pattern.first(kept, indices),
    second: Pattern.second(kept, indices), channelIndices)
}
