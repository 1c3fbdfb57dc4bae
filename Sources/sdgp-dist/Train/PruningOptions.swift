import ArgumentParser
import Kernels

/// The options that say how gradients are pruned, shared by training and the benchmarks.
struct PruningOptions: ParsableArguments {
  @Option(help: "Which gradients of a group of channels backward keeps.") var prune = PruningChoice(rule: .rescaled)
  @Option(help: "N of N:M: channels kept of every group.") var nonzeros = 2
  @Option(help: "M of N:M: channels of a group.") var groupSize = 4
  @Option(help: "Samples that share a pattern: 1, 2, 4 or 8.") var share = 4
  @Option(help: "Gradient that the weight gradient is made of.")
  var weightGradient = WeightGradientSource.dense

  /// What the options come to; nil where nothing is pruned.
  /// - Throws: where N:M or the share is out of range.
  func pruning() throws -> Pruning? {
    guard let rule = prune.rule else { return nil }
    return try Pruning(
      rule: rule, nonzeros: nonzeros, groupSize: groupSize, share: share, weightGradient: weightGradient)
  }
}

/// A pruning rule, or `none`.
struct PruningChoice: ExpressibleByArgument {
  var rule: PruningRule?

  init(rule: PruningRule?) { self.rule = rule }

  init?(argument: String) {
    rule = PruningRule(rawValue: argument)
    if rule == nil && argument != "none" { return nil }
  }

  var defaultValueDescription: String { rule?.rawValue ?? "none" }

  static var allValueStrings: [String] { ["none"] + PruningRule.allCases.map(\.rawValue) }

  static var allValueDescriptions: [String: String] {
    let rules = PruningRule.allCases.map { ($0.rawValue, summary(of: $0)) }
    return Dictionary(uniqueKeysWithValues: [("none", "all of them")] + rules)
  }

  private static func summary(of rule: PruningRule) -> String {
    switch rule {
    case .magnitude: "the largest N of M"
    case .random: "any N of M"
    case .rescaled: "the largest, scaled up to the sum of all magnitudes"
    case .unbiased: "drawn by size and scaled so that their mean is the gradient"
    }
  }
}
