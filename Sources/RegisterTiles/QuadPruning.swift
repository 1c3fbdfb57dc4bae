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
@inlinable @inline(never)
public func pruneQuads<Vector: QuadVector, Pattern: QuadPattern, Rule: TileRule, let share: Int>(
  _ run: PruningRun, _ vectors: InlineArray<share, Vector>.Type, _ pattern: Pattern.Type, _ rule: Rule.Type,
  channels: Int
) -> Float {
  let blockWidth = Vector.scalarCount * (share < 4 ? 4 / share : 1)
  var offsets = Vector.zero
  for lane in 0..<Vector.scalarCount {
    let number = quadBlock(share, lane & 3) * Vector.scalarCount + (lane & ~3)
    offsets[lane] = Float(bitPattern: UInt32(truncatingIfNeeded: number))
  }
  var checksum = Vector.zero
  var channel = 0
  while channel + blockWidth <= channels {
    var firstNumbers = InlineArray<4, Vector>(repeating: .zero)
    for index in 0..<4 { firstNumbers[index] = .integers(channel + index, plus: offsets) }
    var sums = QuadSums<Vector>()
    var source = run.gradient + channel
    let entry = channel / 4 * Pattern.entries
    var numbers = run.numbers + entry
    var values = run.values + entry * share
    for pixel in 0..<run.pixels {
      let rowKey =
        Rule.isRandom || Rule.isUnbiased
        ? rowKey(run.key, pixel: run.firstPixel + pixel, sampleGroup: run.sampleGroup) : 0
      pruneQuadBlock(
        vectors, pattern, rule, source, run.sampleStride, numbers, values, firstNumbers, rowKey, &sums, &checksum)
      source += run.channels
      numbers += run.rowStride
      values += run.rowStride * share
    }
    if Rule.sums {
      sums.store(vectors, run, channel)
      checksum = Vector.add(checksum, sums.total)
    }
    channel += blockWidth
  }
  return checksum.total
}

/// Of which sample vector `index` of a unit of four is.
@inlinable @inline(__always)
func quadSample(_ share: Int, _ unit: Int, _ index: Int) -> Int { share < 4 ? index % share : 4 * unit + index }

/// Which run of channels vector `index` of a unit of four is.
@inlinable @inline(__always)
func quadBlock(_ share: Int, _ index: Int) -> Int { share < 4 ? index / share : 0 }

/// One block of channels at one pixel.
@inlinable @inline(__always)
func pruneQuadBlock<Vector: QuadVector, Pattern: QuadPattern, Rule: TileRule, let share: Int>(
  _ vectors: InlineArray<share, Vector>.Type, _ pattern: Pattern.Type, _ rule: Rule.Type,
  _ source: UnsafePointer<Float>, _ sampleStride: Int, _ numbers: UnsafeMutablePointer<UInt16>,
  _ values: UnsafeMutablePointer<Float>, _ firstNumbers: InlineArray<4, Vector>, _ rowKey: UInt32,
  _ sums: inout QuadSums<Vector>, _ checksum: inout Vector
) {
  var units = InlineArray<2, InlineArray<4, Vector>>(repeating: InlineArray(repeating: .zero))
  // With four samples and more, scores are summed before the transposition.
  var rowScore = Vector.zero
  for unit in 0..<(share == 8 ? 2 : 1) {
    var x = InlineArray<4, Vector>(repeating: .zero)
    for index in 0..<4 {
      let sample = source + quadSample(share, unit, index) * sampleStride
      x[index] = .load(sample + quadBlock(share, index) * Vector.scalarCount)
      if share >= 4 {
        let term = Rule.isUnbiased ? Vector.multiply(x[index], x[index]) : x[index].magnitude
        rowScore = unit + index == 0 ? term : Vector.add(rowScore, term)
      }
    }
    units[unit] = transposedQuads(x)
  }
  let scores = quadScores(vectors, rule, units[0], rowScore)
  if !Rule.sums {
    checksum = Vector.add(checksum, share >= 4 ? rowScore : sum(scores))
  }
  var kept = InlineArray<4, Vector>(repeating: .zero)
  if Rule.isUnbiased {
    let draws = Vector.drawn(rowKey, firstNumbers[0].shiftedRight2)
    let sampled = sampledQuads(scores, nonzeros: Pattern.entries, draws: draws)
    kept = sampled.kept
    for unit in 0..<(share == 8 ? 2 : 1) {
      for index in 0..<4 { units[unit][index] = Vector.multiply(units[unit][index], sampled.factors[index]) }
    }
  } else if Rule.isRandom {
    var draws = firstNumbers
    for index in 0..<4 { draws[index] = .drawn(rowKey, firstNumbers[index]) }
    kept = Pattern.kept(draws)
  } else {
    kept = Pattern.kept(scores)
  }
  if Rule.sums {
    for unit in 0..<(share == 8 ? 2 : 1) { sums.add(units[unit], kept, unit: unit) }
  }
  storeQuadValues(vectors, pattern, kept, units, values)
  storeQuadNumbers(vectors, pattern, kept, firstNumbers, numbers)
}

/// The scores in the transposed order: sums of magnitudes over the samples that share a pattern, for `unbiased` roots
/// of sums of squares.
@inlinable @inline(__always)
func quadScores<Vector: QuadVector, Rule: TileRule, let share: Int>(
  _ vectors: InlineArray<share, Vector>.Type, _ rule: Rule.Type, _ values: InlineArray<4, Vector>, _ rowScore: Vector
) -> InlineArray<4, Vector> {
  if share >= 4 {
    let score = Rule.isUnbiased ? finiteRoot(rowScore) : rowScore
    return [score.broadcast0, score.broadcast1, score.broadcast2, score.broadcast3]
  }
  var scores = values
  for index in 0..<4 {
    let magnitude = values[index].magnitude
    if share == 1 {
      scores[index] = magnitude
    } else if Rule.isUnbiased {
      let square = Vector.multiply(magnitude, magnitude)
      scores[index] = finiteRoot(Vector.add(square, square.swappedPairs))
    } else {
      scores[index] = Vector.add(magnitude, magnitude.swappedPairs)
    }
  }
  return scores
}

/// The root, or the largest finite number where the square has overflown.
@inlinable @inline(__always)
func finiteRoot<Vector: QuadVector>(_ square: Vector) -> Vector {
  let largest = Vector(repeating: Float.greatestFiniteMagnitude)
  let root = square.root
  return Vector.select(Vector.isLess(root, largest), root, largest)
}
