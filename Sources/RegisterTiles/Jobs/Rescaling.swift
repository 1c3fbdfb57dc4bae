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
