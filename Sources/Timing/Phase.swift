/// What a rank spends its time on. Every moment of a run belongs to one phase, except that `exchangeHidden` runs
/// beside `backward`. The phases of backward stand apart, so that what pruning saves can be seen.
public enum Phase: Int, CaseIterable, Sendable {
  /// Waiting for the next batch.
  case data
  case forward
  /// Backward without its products and what is named below: normalization, activations, pooling, the loss.
  case backward
  /// Backward's dense products.
  case backwardDense
  /// Backward's products of pruned gradients.
  case backwardPruned
  /// Choosing and packing the kept gradients.
  case prune
  /// Waiting for the sum of the gradients.
  case exchangeExposed
  /// Exchange that ran while backward went on; not part of the wall time.
  case exchangeHidden
  case optimizer
  case evaluate
  /// What the training waits for when a checkpoint is taken; writing goes on beside it.
  case checkpoint
  /// Start and end, metrics, the agreement on the loss and whatever is not named above.
  case other

  /// The name in files and on the terminal.
  public var name: String {
    switch self {
    case .backwardDense: "backward_dense"
    case .backwardPruned: "backward_pruned"
    case .exchangeExposed: "exchange_exposed"
    case .exchangeHidden: "exchange_hidden"
    case .data, .forward, .backward, .prune, .optimizer, .evaluate, .checkpoint, .other: "\(self)"
    }
  }

  /// Whether the phase takes wall time of its own, so that the phases add up to the run.
  public var isExposed: Bool { self != .exchangeHidden }

  /// Whether the phase adds to the time of a training step.
  public var isPartOfStep: Bool {
    switch self {
    case .data, .forward, .backward, .backwardDense, .backwardPruned, .prune, .exchangeExposed, .optimizer: true
    case .exchangeHidden, .evaluate, .checkpoint, .other: false
    }
  }

  /// Whether a rank works in it, as opposed to waiting for others.
  public var isOwnWork: Bool { isPartOfStep && self != .exchangeExposed }
}
