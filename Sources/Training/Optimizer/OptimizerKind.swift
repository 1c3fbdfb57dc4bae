/// The optimizers that a recipe can name.
public enum OptimizerKind: String, CaseIterable, Codable, Sendable {
  case sgd
}
