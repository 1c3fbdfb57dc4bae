/// The gradient from which a layer's weight gradient is made.
public enum WeightGradientSource: String, CaseIterable, Codable, Sendable {
  /// The output gradient as it is: the method as published.
  case dense
  /// The pruned output gradient that the input gradient is made of: both backward products shrink.
  case pruned
  /// An unbiased sample of the output gradient, of the same N:M and share, beside the one that the input gradient is made
  /// of: what is cut off by a biased rule is missing from the weights' sums, and only there does it add up.
  case unbiased
}
