import Kernels
import Network

/// What `--prune auto` takes: of the settings studied, the one that bought most accuracy a second for a model as deep
/// (the documentation's page on accuracy per second has the evidence).
///
/// What is cut off by a biased rule is missing from the weights' sums: that is what harms a shallow network. What an
/// unbiased one adds is noise, which passes through all layers before it: that is what harms a deep one, which keeps more
/// of its gradients where a shared pattern chooses from larger groups.
public struct AutomaticPruning {
  /// The most pruned convolutions of a network that is trained as a shallow one.
  private static let shallowConvolutions = 4

  public let pruning: Pruning
  /// The part of a run's epochs, the first ones, that is dense: there pruning costs a deep network most.
  public let denseStart: Double

  /// - Throws: nothing for a setting that the kernels know.
  public init(for model: Model) throws {
    if try model.prunableConvolutions <= Self.shallowConvolutions {
      pruning = try Pruning(rule: .unbiased, nonzeros: 2, groupSize: 4, share: 4, weightGradient: .pruned)
      denseStart = 0
    } else {
      pruning = try Pruning(rule: .rescaled, nonzeros: 8, groupSize: 16, share: 4, weightGradient: .pruned)
      denseStart = 1.0 / 3
    }
  }
}
