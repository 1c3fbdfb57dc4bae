/// Prunes and packs the channels of a run from `firstChannel` on, which begins a group, for any N:M.
///
/// Returns a sum that is finite unless a value is not.
@inlinable @inline(never)
public func pruneGroups<Vector: QuadVector, Rule: TileRule, let share: Int>(
  _ run: PruningRun, _ vectors: InlineArray<share, Vector>.Type, _ rule: Rule.Type, from firstChannel: Int
) -> Float {
  var checksum = Vector.zero
  let (nonzeros, groupSize) = (run.nonzeros, run.groupSize)
  let factors = run.groupFactors
  if Rule.sums { clearSums(run, share: share, from: firstChannel) }
  for pixel in 0..<run.pixels {
    let source = run.gradient + pixel * run.channels
    let key = rowKey(run.key, pixel: run.firstPixel + pixel, sampleGroup: run.sampleGroup)
    scoreRow(vectors, rule, run, source, key, from: firstChannel, &checksum)
    var entry = pixel * run.rowStride + firstChannel / groupSize * nonzeros
    var first = firstChannel
    while first < run.channels {
      let length = min(groupSize, run.channels - first)
      let kept = min(nonzeros, length)
      var bits: UInt32
      if Rule.isUnbiased {
        let number = UInt32(truncatingIfNeeded: first / groupSize)
        bits = sampledGroup(run.scores + first, length: length, keeping: kept, draw(key, number), factors)
      } else {
        bits = largestBits(narrowest: Vector.self, run.scores + first, length: length, keeping: kept)
      }
      for _ in 0..<kept {
        // NaNs may leave too few bits.
        let index = min(bits.trailingZeroBitCount, length - 1)
        bits &= bits &- 1
        run.numbers[entry] = UInt16(truncatingIfNeeded: first + index)
        let factor = Rule.isUnbiased ? factors[index] : 1
        for sample in 0..<share {
          let value = source[sample * run.sampleStride + first + index]
          run.values[entry * share + sample] = Rule.isUnbiased ? value * factor : value
          if Rule.sums { run.keptSums[(first + index) * share + sample] += value.magnitude }
        }
        entry += 1
      }
      first += length
    }
  }
  if Rule.sums { storeRowSums(run, share: share, from: firstChannel) }
  return checksum.total
}

@inlinable @inline(__always)
func storeRowSums(_ run: PruningRun, share: Int, from firstChannel: Int) {
  for channel in firstChannel..<run.channels {
    for sample in 0..<share {
      run.allSums[channel * share + sample] = run.rowSums[sample * run.paddedChannels + channel]
    }
  }
}

@inlinable @inline(__always)
func clearSums(_ run: PruningRun, share: Int, from firstChannel: Int) {
  for sample in 0..<share {
    for channel in firstChannel..<run.paddedChannels { run.rowSums[sample * run.paddedChannels + channel] = 0 }
  }
  for entry in firstChannel * share..<run.channels * share { run.keptSums[entry] = 0 }
}

/// Writes the scores of a pixel's channels, and adds magnitudes to the run's sums where the rule wants them.
///
/// What lies past the last channel gets scores too, which are not used.
@inlinable @inline(__always)
func scoreRow<Vector: QuadVector, Rule: TileRule, let share: Int>(
  _ vectors: InlineArray<share, Vector>.Type, _ rule: Rule.Type, _ run: PruningRun, _ source: UnsafePointer<Float>,
  _ rowKey: UInt32, from firstChannel: Int, _ checksum: inout Vector
) {
  let lanes = Vector.laneNumbers
  var channel = firstChannel
  while channel < run.channels {
    var score = Vector.zero
    for sample in 0..<share {
      let value = Vector.load(source + sample * run.sampleStride + channel)
      let isSquared = Rule.isUnbiased && share > 1
      let term = isSquared ? Vector.multiply(value, value) : value.magnitude
      score = sample == 0 ? term : Vector.add(score, term)
      if Rule.sums {
        let sums = run.rowSums + sample * run.paddedChannels + channel
        Vector.add(.load(sums), term).store(sums)
      }
    }
    checksum = Vector.add(checksum, score)
    if Rule.isUnbiased && share > 1 { score = finiteRoot(score) }
    if Rule.isRandom { score = .drawn(rowKey, .integers(channel, plus: lanes)) }
    score.store(run.scores + channel)
    channel += Vector.scalarCount
  }
}

/// `largestBits` with the narrowest vectors that hold the group: a load that lies inside one earlier store does not wait
/// for it.
@inlinable @inline(__always)
func largestBits<Vector: QuadVector>(
  narrowest vector: Vector.Type, _ scores: UnsafePointer<Float>, length: Int, keeping kept: Int
) -> UInt32 {
  if length <= 4 { return largestBits(SIMD4<Float>.self, scores, length: length, keeping: kept) }
  if length <= 8 && Vector.scalarCount > 8 {
    return largestBits(SIMD8<Float>.self, scores, length: length, keeping: kept)
  }
  return largestBits(vector, scores, length: length, keeping: kept)
}

/// A bit for each of the `kept` largest of `length` scores; of equal ones the lower index wins.
@inlinable @inline(__always)
func largestBits<Vector: QuadVector>(
  _ vector: Vector.Type, _ scores: UnsafePointer<Float>, length: Int, keeping kept: Int
) -> UInt32 {
  let lanes = Vector.laneNumbers
  var bits: UInt32 = 0
  var base = 0
  while base < length {
    let own = Vector.load(scores + base)
    // A rank counted up from -kept: negative for who is kept.
    var ranks = Vector.integers(-kept, plus: .zero)
    for index in 0..<length {
      ranks = Vector.countUp(ranks, lanes: lanes, own, beatenBy: scores[index], at: index - base)
    }
    bits |= ranks.signBits << UInt32(truncatingIfNeeded: base)
    base += Vector.scalarCount
  }
  return length == 32 ? bits : bits & ((1 << UInt32(truncatingIfNeeded: length)) - 1)
}
