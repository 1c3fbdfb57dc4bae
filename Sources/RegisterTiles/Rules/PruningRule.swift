/// Which gradients of a group of channels are kept, and what becomes of them.
///
/// Source: McDanel, Dinh, Magallanes, "Accelerating DNN Training with Structured Data Gradient Pruning", ICPR 2022.
public enum PruningRule: String, CaseIterable, Codable, Sendable {
  case magnitude, random, rescaled, unbiased

  /// What the rule does. The tiles make the same choice in `prune`, so that each rule is compiled for itself.
  public var definition: any TileRule.Type {
    switch self {
    case .magnitude: MagnitudeRule.self
    case .random: RandomRule.self
    case .rescaled: RescaledRule.self
    case .unbiased: UnbiasedRule.self
    }
  }
}
