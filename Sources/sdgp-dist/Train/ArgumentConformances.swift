import ArgumentParser
import Kernels
import Network
import Training

extension Model: ExpressibleByArgument {}
extension InitialHead: ExpressibleByArgument {}
extension Stem: ExpressibleByArgument {}
extension KernelSelection: ExpressibleByArgument {}
extension Precision: ExpressibleByArgument {}
extension WeightGradientSource: ExpressibleByArgument {
  public static var allValueDescriptions: [String: String] {
    Dictionary(uniqueKeysWithValues: allCases.map { ($0.rawValue, $0.summary) })
  }

  private var summary: String {
    switch self {
    case .dense: "the gradient as it is"
    case .pruned: "the pruned gradient of the input gradient"
    case .unbiased: "an unbiased sample of its own, as sparse"
    }
  }
}
extension OptimizerKind: ExpressibleByArgument {
  public static var allValueDescriptions: [String: String] {
    Dictionary(uniqueKeysWithValues: allCases.map { ($0.rawValue, $0.summary) })
  }
}
extension Schedule.Shape: ExpressibleByArgument {
  public static var allValueDescriptions: [String: String] {
    Dictionary(uniqueKeysWithValues: allCases.map { ($0.rawValue, $0.summary) })
  }
}
extension CheckpointSettings.ErrorAction: ExpressibleByArgument {}

/// Numbers separated by commas.
struct NumberList: ExpressibleByArgument {
  let values: [Double]
  /// One value a channel, as pixels have them.
  var floats: [Float] { values.map(Float.init) }

  init?(argument: String) {
    let values = argument.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
    guard !values.isEmpty, values.allSatisfy({ $0.map { Float($0).isFinite } ?? false }) else { return nil }
    self.values = values.compactMap { $0 }
  }

  var defaultValueDescription: String { values.map { "\($0)" }.joined(separator: ",") }
}

/// Patterns of parameters' names separated by commas, as a recipe's list comes.
struct PatternList: ExpressibleByArgument {
  let values: [ParameterPattern]

  init?(argument: String) {
    let texts = argument.split(separator: ",", omittingEmptySubsequences: false)
    guard !texts.contains("") else { return nil }
    values = texts.map { ParameterPattern(rawValue: String($0)) }
  }

  var defaultValueDescription: String { values.map(\.rawValue).joined(separator: ",") }
}

/// Learning rates' factors separated by commas.
struct ScaleList: ExpressibleByArgument {
  let values: [LearningRateScale]

  init?(argument: String) {
    let scales = argument.split(separator: ",", omittingEmptySubsequences: false).map {
      LearningRateScale(rawValue: String($0))
    }
    guard !scales.contains(where: { $0 == nil }) else { return nil }
    values = scales.compactMap { $0 }
  }

  var defaultValueDescription: String { values.map(\.rawValue).joined(separator: ",") }
}
