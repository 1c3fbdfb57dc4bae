/// The optimizers that a recipe can name.
public enum OptimizerKind: String, CaseIterable, Codable, Sendable {
  /// Stochastic gradient descent with momentum.
  case sgd
  /// The same with a rate for each layer, for large batches.
  case lars
  /// Adam with decoupled weight decay; `--momentum` is the first moment's decay.
  case adamw
}
