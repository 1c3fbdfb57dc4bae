import CVectors
import RegisterTiles

/// Of which sample vector `index` of a unit of four is.
@inline(__always)
func quadSample(_ share: Int, _ unit: Int, _ index: Int) -> Int { share < 4 ? index % share : 4 * unit + index }

/// Which run of channels vector `index` of a unit of four is.
@inline(__always)
func quadBlock(_ share: Int, _ index: Int) -> Int { share < 4 ? index / share : 0 }

/// The scores in the transposed order: sums of magnitudes over the samples that share a pattern, for `unbiased` roots
/// of sums of squares.
@inline(__always)
func quadScores(share: Int, isUnbiased: Bool, _ values: Quads, _ rowScore: Vector) -> Quads {
  if share >= 4 {
    let score = isUnbiased ? finiteRoot(rowScore) : rowScore
    return [broadcast0(score), broadcast1(score), broadcast2(score), broadcast3(score)]
  }
  var scores = values
  for index in 0..<4 {
    let size = magnitude(values[index])
    if share == 1 {
      scores[index] = size
    } else if isUnbiased {
      let square = size * size
      scores[index] = finiteRoot(square + swappedPairs(square))
    } else {
      scores[index] = size + swappedPairs(size)
    }
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
      run.allSums[channel * run.share + sample] = run.rowSums[sample * run.paddedChannels + channel]
    }
  }
}

@inline(__always)
func clearSums(_ run: PruningRun, from firstChannel: Int) {
  for sample in 0..<run.share {
    for channel in firstChannel..<run.paddedChannels { run.rowSums[sample * run.paddedChannels + channel] = 0 }
  }
  for entry in firstChannel * run.share..<run.channels * run.share { run.keptSums[entry] = 0 }
}
