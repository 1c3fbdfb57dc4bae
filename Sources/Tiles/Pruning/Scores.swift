import CVectors
import RegisterTiles

/// Of which sample vector `index` of a unit of four is.
@inline(__always)
func quadSample(_ share: Int, _ unit: Int, _ index: Int) -> Int { share < 4 ? index % share : 4 * unit + index }

/// Which run of channels vector `index` of a unit of four is.
@inline(__always)
func quadBlock(_ share: Int, _ index: Int) -> Int { share < 4 ? index / share : 0 }

/// The first channels of the quads of a block in its transposed order, from the block's first channel, as bit patterns.
@inline(__always)
func quadOffsets(share: Int) -> Vector {
  var offsets = Vector.zero
  for lane in 0..<Vector.scalarCount {
    let index = quadBlock(share, lane & 3) * Vector.scalarCount + (lane & ~3)
    offsets[lane] = Float(bitPattern: UInt32(truncatingIfNeeded: index))
  }
  return offsets
}

/// The four vectors of a unit.
@inline(__always)
func loadedQuads(share: Int, _ source: UnsafePointer<Float>, _ sampleStride: Int, unit: Int) -> Quads {
  var x = Quads(repeating: .zero)
  for index in 0..<4 {
    let sample = source + quadSample(share, unit, index) * sampleStride
    x[index] = .load(sample + quadBlock(share, index) * Vector.scalarCount)
  }
  return x
}

/// The scores in the transposed order: sums of magnitudes over the samples that share a pattern.
@inline(__always)
func quadScores(share: Int, _ values: Quads, _ rowScore: Vector) -> Quads {
  if share >= 4 {
    return [broadcast0(rowScore), broadcast1(rowScore), broadcast2(rowScore), broadcast3(rowScore)]
  }
  var scores = values
  for index in 0..<4 {
    let size = magnitude(values[index])
    scores[index] = share == 1 ? size : size + swappedPairs(size)
  }
  return scores
}

/// The root, or the largest finite number where the square has overflown.
@inline(__always)
func finiteRoot(_ square: Vector) -> Vector {
  let largest = Vector(repeating: Float.greatestFiniteMagnitude)
  let result = root(square)
  return selected(isLess(result, largest), result, largest)
}

@inline(__always)
func storeRowSums(_ run: PruningRun, from firstChannel: Int) {
  for channel in firstChannel..<run.channels {
    for sample in 0..<run.share {
      let (place, entry) = (sample * run.paddedChannels + channel, channel * run.share + sample)
      run.allSums[entry] = run.rowSums[place]
      run.keptSums[entry] = run.keptRowSums[place]
    }
  }
}

@inline(__always)
func clearSums(_ run: PruningRun, from firstChannel: Int) {
  for sample in 0..<run.share {
    for place in sample * run.paddedChannels + firstChannel..<(sample + 1) * run.paddedChannels {
      run.rowSums[place] = 0
      run.keptRowSums[place] = 0
    }
  }
}
