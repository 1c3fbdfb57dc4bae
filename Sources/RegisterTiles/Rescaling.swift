/// The runs of one group of samples whose planes are rescaled.
@frozen
public struct Rescaling {
  /// The sums of the runs, one table [channels][share] after the other, `runStride` apart; tables may be read and
  /// factors written up to whole vectors.
  public var allSums: UnsafePointer<Float>
  public var keptSums: UnsafePointer<Float>
  public var runs: Int
  public var runStride: Int
  public var channels: Int
  public var share: Int
  /// [channels][share].
  public var factors: UnsafeMutablePointer<Float>

  public init(
    allSums: UnsafePointer<Float>, keptSums: UnsafePointer<Float>, runs: Int, runStride: Int, channels: Int, share: Int,
    factors: UnsafeMutablePointer<Float>
  ) {
    self.allSums = allSums
    self.keptSums = keptSums
    self.runs = runs
    self.runStride = runStride
    self.channels = channels
    self.share = share
    self.factors = factors
  }
}

/// Overwrites the factors with the sums of all magnitudes over those of the kept ones, 1 where nothing is kept.
@inlinable @inline(__always)
public func computeFactors<Vector: QuadVector>(_ rescaling: Rescaling, _ vector: Vector.Type) {
  let one = Vector(repeating: 1)
  var element = 0
  while element < rescaling.channels * rescaling.share {
    var all = Vector.zero
    var kept = Vector.zero
    for run in 0..<rescaling.runs {
      all = Vector.add(all, .load(rescaling.allSums + run * rescaling.runStride + element))
      kept = Vector.add(kept, .load(rescaling.keptSums + run * rescaling.runStride + element))
    }
    let factor = Vector.select(Vector.isLess(.zero, kept), Vector.divide(all, kept), one)
    factor.store(rescaling.factors + element)
    element += Vector.scalarCount
  }
}

/// Multiplies the values of `rows` rows, `rowStride` entries apart, by the factors of their channels and samples.
@inlinable @inline(__always)
public func rescaleRows<Vector: QuadVector>(
  _ values: UnsafeMutablePointer<Float>, _ numbers: UnsafePointer<UInt16>, kept: Int, rows: Int, rowStride: Int,
  factors: UnsafePointer<Float>, share: Int, _ vector: Vector.Type
) {
  for row in 0..<rows {
    let (values, numbers) = (values + row * rowStride * share, numbers + row * rowStride)
    switch share {
    case 1: rescaleRow(values, numbers, kept, factors, InlineArray<1, Float>.self)
    case 2: rescaleRow(values, numbers, kept, factors, InlineArray<2, Float>.self)
    case 4: rescaleRow(values, numbers, kept, factors, InlineArray<4, Float>.self)
    default: rescaleRow(values, numbers, kept, factors, InlineArray<8, Float>.self)
    }
  }
}

@inlinable @inline(__always)
func rescaleRow<let share: Int>(
  _ values: UnsafeMutablePointer<Float>, _ numbers: UnsafePointer<UInt16>, _ kept: Int,
  _ factors: UnsafePointer<Float>, _ samples: InlineArray<share, Float>.Type
) {
  for entry in 0..<kept {
    // Loaded and stored as one: the compiler cannot know that values and factors do not overlap.
    let factor = UnsafeRawPointer(factors + Int(numbers[entry]) * share).loadUnaligned(as: samples)
    let address = UnsafeMutableRawPointer(values + entry * share)
    var product = address.loadUnaligned(as: samples)
    for sample in 0..<share { product[sample] *= factor[sample] }
    address.storeBytes(of: product, as: samples)
  }
}
