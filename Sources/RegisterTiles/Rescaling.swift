/// The runs of one group of samples whose planes are rescaled.
@frozen
public struct Rescaling {
  /// The sums of the runs, one table after the other, `runStride` apart.
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
  let (share, padded) = (rescaling.share, PruningRun.padded(rescaling.channels))
  for channel in 0..<rescaling.channels {
    for sample in 0..<share {
      var all: Float = 0
      var kept: Float = 0
      for run in 0..<rescaling.runs {
        all += rescaling.allSums[run * rescaling.runStride + sample * padded + channel]
        kept += rescaling.keptSums[run * rescaling.runStride + channel * share + sample]
      }
      rescaling.factors[channel * share + sample] = kept > 0 ? all / kept : 1
    }
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
