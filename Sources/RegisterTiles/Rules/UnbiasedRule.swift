/// Draws channels with probabilities p in proportion to their magnitudes (at most 1) and outputs g / p, so that the
/// expectation is the gradient itself.
///
/// Source: Chmiel et al., "Minimum Variance Unbiased N:M Sparsity for the Neural Gradients", ICLR 2023.
public enum UnbiasedRule: TileRule {
  @inlinable @inline(__always) public static var isUnbiased: Bool { true }
}
