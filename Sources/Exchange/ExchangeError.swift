/// A fault of the gradient exchange.
public enum ExchangeError: Error, CustomStringConvertible, Equatable {
  /// Ranks run different programs, settings or data.
  case disagreement(rank: Int, theirs: String, reference: String)
  /// A setting that cannot work.
  case invalidSetting(String)
  /// Sums that are not those of the ranks' gradients.
  case wrongSum(String)
  /// A saved state that does not fit.
  case mismatchedState(String)

  public var description: String {
    switch self {
    case .disagreement(let rank, let theirs, let reference):
      "rank \(rank) runs with \(theirs) but rank 0 with \(reference); "
        + "start every rank with the same program, options and data"
    case .invalidSetting(let text), .wrongSum(let text), .mismatchedState(let text): text
    }
  }
}
