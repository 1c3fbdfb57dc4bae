import ArgumentParser
import Kernels
import Network
import Training

/// The options that say how gradients are pruned, shared by training and the benchmarks.
struct PruningOptions: ParsableArguments {
  @Option(help: "Which gradients of a group of channels backward keeps.") var prune = PruningChoice.rule(.rescaled)
  @Option(help: "N of N:M: channels kept of every group; 2 if not given, or what auto takes.") var nonzeros: Int?
  @Option(help: "M of N:M: channels of a group; 4 if not given, or what auto takes.") var groupSize: Int?
  @Option(help: "Samples that share a pattern: 1, 2, 4 or 8; 4 if not given.") var share: Int?
  @Option(help: "Gradient that the weight gradient is made of; dense if not given, or what auto takes.")
  var weightGradient: WeightGradientSource?

  /// What the options come to; nil where nothing is pruned.
  /// - Throws: where N:M or the share is out of range.
  func pruning(of model: Model) throws -> Pruning? {
    let settled = try settled(for: model)
    guard case .rule(let rule) = settled.prune else { return nil }
    let standard = Self.standard
    return try Pruning(
      rule: rule, nonzeros: settled.nonzeros ?? standard.nonzeros, groupSize: settled.groupSize ?? standard.groupSize,
      share: settled.share ?? standard.share, weightGradient: settled.weightGradient ?? standard.weightGradient)
  }

  /// The same with a value in every option: what is not given is as by default, or what `auto` takes for `model`.
  func settled(for model: Model) throws -> PruningOptions {
    var settled = self
    var standard = Self.standard
    if case .automatic = prune {
      let chosen = try AutomaticPruning(for: model).pruning
      settled.prune = .rule(chosen.rule)
      standard = (chosen.nonzeros, chosen.groupSize, chosen.share, chosen.weightGradient)
    }
    settled.nonzeros = nonzeros ?? standard.nonzeros
    settled.groupSize = groupSize ?? standard.groupSize
    settled.share = share ?? standard.share
    settled.weightGradient = weightGradient ?? standard.weightGradient
    return settled
  }

  private typealias Values = (nonzeros: Int, groupSize: Int, share: Int, weightGradient: WeightGradientSource)
  private static let standard: Values = (2, 4, 4, .dense)
}

/// A pruning rule, `auto` or `none`.
enum PruningChoice: ExpressibleByArgument {
  case none
  case automatic
  case rule(PruningRule)

  init?(argument: String) {
    switch argument {
    case "none": self = .none
    case "auto": self = .automatic
    default:
      guard let rule = PruningRule(rawValue: argument) else { return nil }
      self = .rule(rule)
    }
  }

  var defaultValueDescription: String {
    switch self {
    case .none: "none"
    case .automatic: "auto"
    case .rule(let rule): rule.rawValue
    }
  }

  static var allValueStrings: [String] { ["none", "auto"] + PruningRule.allCases.map(\.rawValue) }

  static var allValueDescriptions: [String: String] {
    let rules = PruningRule.allCases.map { ($0.rawValue, summary(of: $0)) }
    return Dictionary(
      uniqueKeysWithValues: [
        ("none", "all of them"),
        ("auto", "what bought most accuracy a second for a model as deep; says what that is and saves"),
      ] + rules)
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
