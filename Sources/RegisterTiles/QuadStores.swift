/// Stores the kept values of a block in the packed order: quad after quad, entry after entry, sample after sample.
@inlinable @inline(__always)
func storeQuadValues<Vector: QuadVector, Pattern: QuadPattern, let share: Int>(
  _ vectors: InlineArray<share, Vector>.Type, _ pattern: Pattern.Type, _ kept: InlineArray<4, Vector>,
  _ units: InlineArray<2, InlineArray<4, Vector>>, _ values: UnsafeMutablePointer<Float>
) {
  let width = Vector.scalarCount
  let first = Pattern.first(kept, units[0])
  if Pattern.entries == 1 {
    switch share {
    case 1: first.byLane.store(values)
    case 2: first.byPair.store(values)
    case 4: first.store(values)
    default:
      let quads = Vector.zipQuads(first, Pattern.first(kept, units[1]))
      quads.0.store(values)
      quads.1.store(values + width)
    }
    return
  }
  let second = Pattern.second(kept, units[0])
  switch share {
  case 1:
    Vector.zipLow(first, second).byPair.store(values)
    Vector.zipHigh(first, second).byPair.store(values + width)
  case 2:
    Vector.zipLowPairs(first, second).store(values)
    Vector.zipHighPairs(first, second).store(values + width)
  case 4:
    let quads = Vector.zipQuads(first, second)
    quads.0.store(values)
    quads.1.store(values + width)
  default:
    let quads = Vector.zipQuads(
      first, Pattern.first(kept, units[1]), second, Pattern.second(kept, units[1]))
    quads.0.store(values)
    quads.1.store(values + width)
    quads.2.store(values + 2 * width)
    quads.3.store(values + 3 * width)
  }
}

/// Stores the kept channels' numbers in the packed order; `numbers` are those of the four vectors.
@inlinable @inline(__always)
func storeQuadNumbers<Vector: QuadVector, Pattern: QuadPattern, let share: Int>(
  _ vectors: InlineArray<share, Vector>.Type, _ pattern: Pattern.Type, _ kept: InlineArray<4, Vector>,
  _ numbers: InlineArray<4, Vector>, _ address: UnsafeMutablePointer<UInt16>
) {
  let first = Pattern.first(kept, numbers)
  if Pattern.entries == 1 {
    switch share {
    case 1: first.byLane.storeNarrowed(address)
    case 2: first.byPair.storeNarrowedPairHeads(address)
    default: first.storeNarrowedQuadHeads(address)
    }
  } else {
    // Both numbers of a quad in one lane.
    let pair = Vector.or(first, Pattern.second(kept, numbers).shiftedLeft16)
    switch share {
    case 1: pair.byLane.store(address)
    case 2: pair.byPair.storePairHeads(address)
    default: pair.storeQuadHeads(address)
    }
  }
}

/// Sums of magnitudes over the pixels of a run for a block of channels, in the transposed order.
@frozen
@usableFromInline
struct QuadSums<Vector: QuadVector> {
  @usableFromInline var all: InlineArray<2, InlineArray<4, Vector>>
  @usableFromInline var kept: InlineArray<2, InlineArray<4, Vector>>

  @inlinable @inline(__always)
  init() {
    all = InlineArray(repeating: InlineArray(repeating: .zero))
    kept = all
  }

  @inlinable @inline(__always)
  mutating func add(_ values: InlineArray<4, Vector>, _ mask: InlineArray<4, Vector>, unit: Int) {
    for index in 0..<4 {
      let magnitude = values[index].magnitude
      all[unit][index] = Vector.add(all[unit][index], magnitude)
      kept[unit][index] = Vector.add(kept[unit][index], Vector.and(magnitude, mask[index]))
    }
  }

  /// The sum of all sums of all values.
  @inlinable @inline(__always)
  var total: Vector { Vector.add(sum(all[0]), sum(all[1])) }

  /// Writes the block's sums into the run's tables.
  @inlinable @inline(__always)
  func store<let share: Int>(_ vectors: InlineArray<share, Vector>.Type, _ run: PruningRun, _ channel: Int) {
    storeQuadSums(vectors, all, run.allSums + channel * share)
    storeQuadSums(vectors, kept, run.keptSums + channel * share)
  }
}

/// Stores transposed sums of a block in the order [channel][sample].
@inlinable @inline(__always)
func storeQuadSums<Vector: QuadVector, let share: Int>(
  _ vectors: InlineArray<share, Vector>.Type, _ sums: InlineArray<2, InlineArray<4, Vector>>,
  _ table: UnsafeMutablePointer<Float>
) {
  let width = Vector.scalarCount
  let (first, second) = (sums[0], sums[1])
  switch share {
  case 1:
    let blocks = transposedQuads(first)
    for block in 0..<4 { blocks[block].store(table + block * width) }
  case 2:
    let samples = transposedQuads(first)
    for block in 0..<2 {
      let (a, b) = (samples[2 * block], samples[2 * block + 1])
      let quads = Vector.zipQuads(.zipLow(a, b), .zipHigh(a, b))
      quads.0.store(table + 2 * block * width)
      quads.1.store(table + (2 * block + 1) * width)
    }
  case 4:
    let quads = Vector.zipQuads(first[0], first[1], first[2], first[3])
    storeSums([quads.0, quads.1, quads.2, quads.3], table, every: 16)
  default:
    let low = Vector.zipQuads(first[0], second[0], first[1], second[1])
    let high = Vector.zipQuads(first[2], second[2], first[3], second[3])
    storeSums([low.0, low.1, low.2, low.3], table, every: 32)
    storeSums([high.0, high.1, high.2, high.3], table + 16, every: 32)
  }
}

/// Stores four vectors as runs of 16 elements that begin `stride` apart.
@inlinable @inline(__always)
func storeSums<Vector: QuadVector>(
  _ sums: InlineArray<4, Vector>, _ table: UnsafeMutablePointer<Float>, every stride: Int
) {
  for index in 0..<4 {
    let element = index * Vector.scalarCount
    sums[index].store(table + element / 16 * stride + element % 16)
  }
}
