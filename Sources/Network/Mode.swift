/// What a forward pass is for.
public enum Mode: Sendable {
  /// Batch norms use the batch's statistics and move the running ones; backward may follow.
  case training
  /// Batch norms use the running statistics.
  case evaluation
}
