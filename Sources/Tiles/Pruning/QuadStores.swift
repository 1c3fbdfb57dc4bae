import CVectors

/// Stores the kept values of a block in the packed order: quad after quad, entry after entry, sample after sample.
///
/// `first` and `second` hold a quad's first and second kept values of both units; with one entry the second is not
/// read, with fewer than 8 samples nor is the second unit.
@inline(__always)
func storeQuadValues(
  share: Int, entries: Int, first: (Vector, Vector), second: (Vector, Vector), _ values: UnsafeMutablePointer<Float>
) {
  let width = Vector.scalarCount
  if entries == 1 {
    switch share {
    case 1: byLane(first.0).store(values)
    case 2: byPair(first.0).store(values)
    case 4: first.0.store(values)
    default: store(zipQuads(first.0, first.1), values)
    }
    return
  }
  switch share {
  case 1: store((byPair(zipLow(first.0, second.0)), byPair(zipHigh(first.0, second.0))), values)
  case 2: store((zipLowPairs(first.0, second.0), zipHighPairs(first.0, second.0)), values)
  case 4: store(zipQuads(first.0, second.0), values)
  default:
    let quads = zipQuads(first.0, first.1, second.0, second.1)
    for index in 0..<4 { quads[index].store(values + index * width) }
  }
}

@inline(__always)
private func store(_ pair: (Vector, Vector), _ values: UnsafeMutablePointer<Float>) {
  pair.0.store(values)
  pair.1.store(values + Vector.scalarCount)
}

/// Stores the indices of the kept channels, bit patterns, in the packed order.
@inline(__always)
func storeQuadIndices(
  share: Int, entries: Int, first: Vector, second: Vector, _ channelIndices: UnsafeMutablePointer<UInt16>
) {
  if entries == 1 {
    switch share {
    case 1: storeNarrowed(byLane(first), channelIndices)
    case 2: storeNarrowedPairHeads(byPair(first), channelIndices)
    default: storeNarrowedQuadHeads(first, channelIndices)
    }
  } else {
    // Both indices of a quad in one lane.
    let pair = or(first, shiftedLeft16(second))
    switch share {
    case 1: byLane(pair).store(channelIndices)
    case 2: storePairHeads(byPair(pair), channelIndices)
    default: storeQuadHeads(pair, channelIndices)
    }
  }
}

/// Stores a vector of channels of each sample, vector s % 4 of unit s / 4, in the order [channel][sample].
@inline(__always)
func storeByChannel(share: Int, _ samples: InlineArray<2, Quads>, _ table: UnsafeMutablePointer<Float>) {
  switch share {
  case 1: samples[0][0].store(table)
  case 2:
    let (a, b) = (samples[0][0], samples[0][1])
    store(zipQuads(zipLow(a, b), zipHigh(a, b)), table)
  case 4: storeQuadSums(share: 4, [transposedQuads(samples[0]), samples[1]], table)
  default: storeQuadSums(share: 8, [transposedQuads(samples[0]), transposedQuads(samples[1])], table)
  }
}

/// Stores transposed sums of a block in the order [channel][sample].
@inline(__always)
func storeQuadSums(share: Int, _ sums: InlineArray<2, Quads>, _ table: UnsafeMutablePointer<Float>) {
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
      store(zipQuads(zipLow(a, b), zipHigh(a, b)), table + 2 * block * width)
    }
  case 4: storeSums(zipQuads(first[0], first[1], first[2], first[3]), table, every: 16)
  default:
    storeSums(zipQuads(first[0], second[0], first[1], second[1]), table, every: 32)
    storeSums(zipQuads(first[2], second[2], first[3], second[3]), table + 16, every: 32)
  }
}

/// Stores four vectors as runs of 16 elements that begin `stride` apart.
@inline(__always)
private func storeSums(_ sums: Quads, _ table: UnsafeMutablePointer<Float>, every stride: Int) {
  for index in 0..<4 {
    let element = index * Vector.scalarCount
    sums[index].store(table + element / 16 * stride + element % 16)
  }
}
