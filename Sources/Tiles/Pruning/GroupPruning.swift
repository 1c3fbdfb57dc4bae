import CVectors
import RegisterTiles

/// Prunes and packs the channels of a run from `firstChannel` on, which begins a group, for any N:M.
///
/// A row at a time: scores, the choice, sums of what is kept, the packed row.
/// Returns a sum that is finite unless a value is not.
@inline(never)
func pruneGroups<Rule: TileRule, let share: Int>(
  _ run: PruningRun, _ rule: Rule.Type, _ samples: InlineArray<share, Vector>.Type, from firstChannel: Int
) -> Float {
  var checksum = Vector.zero
  if Rule.isRescaled { clearSums(run, from: firstChannel) }
  for pixel in 0..<run.pixels {
    let source = run.gradient + pixel * run.channels
    let key = rowKey(run.key, pixel: run.firstPixel + pixel, sampleGroup: run.sampleGroup)
    scoreRow(rule, samples, run, source, key, from: firstChannel, &checksum)
    chooseRow(rule, run, key, from: firstChannel)
    if Rule.isRescaled { addKeptRow(samples, run, source, from: firstChannel) }
    packRow(rule, InlineArray<share, Float>.self, run, pixel: pixel, from: firstChannel)
  }
  if Rule.isRescaled { storeRowSums(run, from: firstChannel) }
  return checksum.total
}

/// Writes which channels of each group of a row stay.
@inline(__always)
private func chooseRow<Rule: TileRule>(_ rule: Rule.Type, _ run: PruningRun, _ key: UInt32, from firstChannel: Int) {
  var (first, group) = (firstChannel, firstChannel / run.groupSize)
  while first < run.channels {
    let length = min(run.groupSize, run.channels - first)
    let kept = min(run.nonzeros, length)
    if Rule.isUnbiased {
      run.keptBits[group] = sampledGroup(
        run.scores + first, length: length, keeping: kept, draw(key, UInt32(truncatingIfNeeded: group)),
        run.rowFactors + first, run.groupWeights)
    } else {
      run.keptBits[group] = largestBits(
        run.scores + first, Int32(truncatingIfNeeded: length), Int32(truncatingIfNeeded: kept))
    }
    first += length
    group += 1
  }
}

/// Adds the magnitudes of what a row keeps to the run's sums.
@inline(__always)
private func addKeptRow<let share: Int>(
  _ samples: InlineArray<share, Vector>.Type, _ run: PruningRun, _ source: UnsafePointer<Float>,
  from firstChannel: Int
) {
  var (first, group) = (firstChannel, firstChannel / run.groupSize)
  // Groups may be narrower than vectors, or end inside them: bits that wait until there is one for each lane.
  var (bits, bitCount): (UInt64, Int) = (0, 0)
  var channel = firstChannel
  while channel < run.channels {
    while bitCount < Vector.scalarCount, first < run.channels {
      bits |= UInt64(run.keptBits[group]) &<< UInt64(truncatingIfNeeded: bitCount)
      bitCount += run.groupSize
      first += run.groupSize
      group += 1
    }
    let mask = lanesSet(UInt32(truncatingIfNeeded: bits))
    for sample in 0..<share {
      let size = magnitude(Vector.load(source + sample * run.sampleStride + channel))
      let sums = run.keptRowSums + sample * run.paddedChannels + channel
      (Vector.load(sums) + and(size, mask)).store(sums)
    }
    bits &>>= UInt64(truncatingIfNeeded: Vector.scalarCount)
    bitCount -= Vector.scalarCount
    channel += Vector.scalarCount
  }
}

/// Packs what a row keeps.
@inline(__always)
private func packRow<Rule: TileRule, let share: Int>(
  _ rule: Rule.Type, _ samples: InlineArray<share, Float>.Type, _ run: PruningRun, pixel: Int, from firstChannel: Int
) {
  var (first, group) = (firstChannel, firstChannel / run.groupSize)
  var entry = pixel * run.rowStride + group * run.nonzeros
  while first < run.channels {
    let length = min(run.groupSize, run.channels - first)
    var bits = run.keptBits[group]
    for _ in 0..<min(run.nonzeros, length) {
      // NaNs may leave too few bits.
      let channel = first + min(bits.trailingZeroBitCount, length - 1)
      bits &= bits &- 1
      var values = UnsafeRawPointer(run.rowValues + channel * share).loadUnaligned(as: samples)
      if Rule.isUnbiased {
        for sample in 0..<share { values[sample] *= run.rowFactors[channel] }
      }
      UnsafeMutableRawPointer(run.values + entry * share).storeBytes(of: values, as: samples)
      run.channelIndices[entry] = UInt16(truncatingIfNeeded: channel)
      entry += 1
    }
    first += length
    group += 1
  }
}

/// Writes the scores of a pixel's channels and their values in the order [channel][sample], and adds magnitudes to the
/// run's sums where the rule wants them.
///
/// What lies past the last channel gets scores too, which are not used.
@inline(__always)
private func scoreRow<Rule: TileRule, let share: Int>(
  _ rule: Rule.Type, _ samples: InlineArray<share, Vector>.Type, _ run: PruningRun, _ source: UnsafePointer<Float>,
  _ rowKey: UInt32, from firstChannel: Int, _ checksum: inout Vector
) {
  let lanes = Vector.laneNumbers
  var channel = firstChannel
  while channel < run.channels {
    var score = Vector.zero
    var units = InlineArray<2, Quads>(repeating: Quads(repeating: .zero))
    for sample in 0..<share {
      let value = Vector.load(source + sample * run.sampleStride + channel)
      units[sample / 4][sample % 4] = value
      let term = Rule.isUnbiased && share > 1 ? value * value : magnitude(value)
      score = sample == 0 ? term : score + term
      if Rule.isRescaled {
        let sums = run.rowSums + sample * run.paddedChannels + channel
        (Vector.load(sums) + term).store(sums)
      }
    }
    checksum += score
    if Rule.isUnbiased && share > 1 { score = finiteRoot(score) }
    if Rule.isRandom { score = drawn(rowKey, integers(Int32(truncatingIfNeeded: channel), lanes)) }
    score.store(run.scores + channel)
    storeByChannel(share: share, units, run.rowValues + channel * share)
    channel += Vector.scalarCount
  }
}
