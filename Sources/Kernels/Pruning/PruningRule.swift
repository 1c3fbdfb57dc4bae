/// Which gradients of a group of channels are kept, and what becomes of them.
///
/// Source: McDanel, Dinh, Magallanes, "Accelerating DNN Training with Structured Data Gradient Pruning", ICPR 2022.
public enum PruningRule: String, CaseIterable, Codable, Sendable {
  /// Keeps the largest magnitudes. Of equal ones the lower channel wins.
  case magnitude
  /// Keeps channels drawn at random, each equally likely.
  case random
  /// Keeps the largest magnitudes, then multiplies each (sample, channel) plane by sum |G| / sum |P(G)| over its pixels.
  case rescaled
  /// Draws channels with probabilities p in proportion to their magnitudes (at most 1) and outputs g / p, so that the
  /// expectation is the gradient itself.
  ///
  /// Source: Chmiel et al., "Minimum Variance Unbiased N:M Sparsity for the Neural Gradients", ICLR 2023.
  case unbiased
}
