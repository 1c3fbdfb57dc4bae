/// What one step's exchange cost this rank.
public struct ExchangeStatistics: Sendable {
  /// Seconds for which the rank did nothing but wait for sums.
  public var exposedSeconds = 0.0
  /// Seconds for which buckets travelled while backward went on.
  public var hiddenSeconds = 0.0
  /// Bytes this rank handed to MPI to send, counted at the calls.
  public var bytesSent = 0

  public init() {}
}
