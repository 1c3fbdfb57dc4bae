/// What a rank spends its time on. Every moment of a run belongs to one phase, except that `exchangeHidden` runs
/// beside `backward`.
public enum Phase: String, CaseIterable, Codable, Sendable {
  /// Waiting for the next batch.
  case data
  case forward
  /// Backward without pruning and without waiting for the exchange.
  case backward
  /// Choosing and packing the kept gradients.
  case prune
  /// Waiting for the sum of the gradients.
  case exchangeExposed = "exchange_exposed"
  /// Exchange that ran while backward went on; not part of the wall time.
  case exchangeHidden = "exchange_hidden"
  case optimizer
  case evaluate
  /// Metrics, the agreement on the loss and whatever is not named above.
  case other

  /// The name that tables show.
  public var title: String {
    switch self {
    case .exchangeExposed: "exchange, exposed"
    case .exchangeHidden: "exchange, hidden"
    case .data, .forward, .backward, .prune, .optimizer, .evaluate, .other: rawValue
    }
  }

  /// Whether the phase takes wall time of its own, so that the phases add up to the run.
  public var isExposed: Bool { self != .exchangeHidden }

  /// Whether the phase adds to the time of a training step.
  public var isPartOfStep: Bool { isExposed && self != .evaluate && self != .other }
}
