/// The loops that round factors to bf16 and lay them down as the tiles of sparse products read them: two factors, whose
/// products go into the same sums, side by side in 32 bits.
public struct RoundingTiles {
  /// Values, target, count: rounds values as they lie, the pair of an entry's samples 2k and 2k + 1 side by side. Values
  /// are read, and the target is written, up to a multiple of 32.
  public typealias RoundValues = (UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int) -> Void

  /// The weight gradient's values.
  public let roundValues: RoundValues
  /// The input gradient's: of entries 2k and 2k + 1 the values of each of `share` samples side by side.
  public let pairEntries: (_ share: Int) -> RoundValues
  /// Weights, target, width: rounds a row of weights for tiles of `width` channels.
  public let roundWeights: RoundValues
  /// One sample's channels, another's, target, count: rounds the weight gradient's inputs, the two samples' side by side.
  /// The target is written up to a multiple of a vector's lanes, zeros behind the channels.
  public typealias PairInputs = (
    UnsafePointer<Float>, UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int
  ) -> Void
  public let pairInputs: PairInputs

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
