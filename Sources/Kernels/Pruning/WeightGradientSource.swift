/// The gradient from which a layer's weight gradient is made.
public enum WeightGradientSource: String, CaseIterable, Codable, Sendable {
  /// The output gradient as it is: the method as published.
  case dense
  /// The pruned output gradient that the input gradient is made of: both backward products shrink.
  case pruned
}
