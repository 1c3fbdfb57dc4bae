/// One rank's steps take longer by so much, as on a slower or busier processor.
public struct Slowdown: Codable, Hashable, Sendable {
  public var rank: Int
  public var milliseconds: UInt32

  /// Reads `RANK:MILLISECONDS`; nil for anything else.
  public init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let rank = Int(parts[0]), let milliseconds = UInt32(parts[1]), milliseconds <= 60_000
    else { return nil }
    (self.rank, self.milliseconds) = (rank, milliseconds)
  }
}
