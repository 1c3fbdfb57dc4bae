/// The loops that round factors to bf16 and lay them down as the tiles of sparse products read them: two factors, whose
/// products go into the same sums, side by side in 32 bits.
public struct RoundingTiles {
  /// Values, target, count.
  public typealias RoundValues = (UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int) -> Void

  /// One sample's channels, another's, target, count.
  public typealias PairInputs = (
    UnsafePointer<Float>, UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int
  ) -> Void

  /// Rounds the weight gradient's values as they lie: those of an entry's samples 2k and 2k + 1 are side by side. Values are
  /// read, and the target is written, up to a multiple of 32 values.
  public let roundValues: RoundValues
  /// Rounds the input gradient's values: of entries 2k and 2k + 1 those of each of `share` samples come side by side. Read
  /// and written as by `roundValues`.
  public let pairEntries: (_ share: Int) -> RoundValues
  /// Rounds a row of weights for tiles of so many channels.
  public let roundWeights: RoundValues
  /// Rounds the weight gradient's inputs, those of the two samples side by side. The target is written up to a multiple of
  /// a vector's lanes, zeros behind the channels.
  public let pairInputs: PairInputs

  /// A set of the four.
  @inlinable
  public init(
    roundValues: @escaping RoundValues, pairEntries: @escaping (_ share: Int) -> RoundValues,
    roundWeights: @escaping RoundValues, pairInputs: @escaping PairInputs
  ) {
    self.roundValues = roundValues
    self.pairEntries = pairEntries
    self.roundWeights = roundWeights
    self.pairInputs = pairInputs
  }
}
