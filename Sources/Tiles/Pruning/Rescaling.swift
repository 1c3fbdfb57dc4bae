import CVectors
import RegisterTiles

/// Overwrites the factors with the sums of all magnitudes over those of the kept ones, 1 where nothing is kept.
func computeFactors(_ rescaling: Rescaling) {
  let one = Vector(repeating: 1)
  var element = 0
  while element < rescaling.channels * rescaling.share {
    var all = Vector.zero
    var kept = Vector.zero
    for run in 0..<rescaling.runs {
      all += .load(rescaling.allSums + run * rescaling.runStride + element)
      kept += .load(rescaling.keptSums + run * rescaling.runStride + element)
    }
    selected(isLess(.zero, kept), all / kept, one).store(rescaling.factors + element)
    element += Vector.scalarCount
  }
}

/// Multiplies the values of `rows` rows, `rowStride` entries apart, by the factors of their channels and samples.
func rescaleRows(
  _ values: UnsafeMutablePointer<Float>, _ channelIndices: UnsafePointer<UInt16>, _ kept: Int, _ rows: Int,
  _ rowStride: Int, _ factors: UnsafePointer<Float>, _ share: Int
) {
  for row in 0..<rows {
    let (values, channelIndices) = (values + row * rowStride * share, channelIndices + row * rowStride)
    switch share {
    case 1: rescaleRow(values, channelIndices, kept, factors, InlineArray<1, Float>.self)
    case 2: rescaleRow(values, channelIndices, kept, factors, InlineArray<2, Float>.self)
    case 4: rescaleRow(values, channelIndices, kept, factors, InlineArray<4, Float>.self)
    default: rescaleRow(values, channelIndices, kept, factors, InlineArray<8, Float>.self)
    }
  }
}

@inline(__always)
private func rescaleRow<let share: Int>(
  _ values: UnsafeMutablePointer<Float>, _ channelIndices: UnsafePointer<UInt16>, _ kept: Int,
  _ factors: UnsafePointer<Float>, _ samples: InlineArray<share, Float>.Type
) {
  for entry in 0..<kept {
    // Loaded and stored as one: the compiler cannot know that values and factors do not overlap.
    let factor = UnsafeRawPointer(factors + Int(channelIndices[entry]) * share).loadUnaligned(as: samples)
    let address = UnsafeMutableRawPointer(values + entry * share)
    var product = address.loadUnaligned(as: samples)
    for sample in 0..<share { product[sample] *= factor[sample] }
    address.storeBytes(of: product, as: samples)
  }
}
