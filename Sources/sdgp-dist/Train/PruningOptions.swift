import ArgumentParser
import Kernels

/// The options that say how gradients are pruned, shared by training and the benchmarks.
struct PruningOptions: ParsableArguments {
  /// A pruning rule, or none.
  enum Choice: String, CaseIterable, ExpressibleByArgument {
    case none, magnitude, random, rescaled, unbiased
  }

  @Option var prune = Choice.rescaled
  @Option(help: "N of N:M: channels kept of every group.") var nonzeros = 2
  @Option(help: "M of N:M: channels of a group.") var groupSize = 4
  @Option(help: "Samples that share a pattern: 1, 2, 4 or 8.") var share = 4
  @Option(help: "Gradient that the weight gradient is made of: dense or pruned.")
  var weightGradient = WeightGradientSource.dense

  /// What the options come to; nil where nothing is pruned.
  /// - Throws: where N:M or the share is out of range.
  func pruning() throws -> Pruning? {
    guard let rule = PruningRule(rawValue: prune.rawValue) else { return nil }
    return try Pruning(
      rule: rule, nonzeros: nonzeros, groupSize: groupSize, share: share, weightGradient: weightGradient)
  }
}
