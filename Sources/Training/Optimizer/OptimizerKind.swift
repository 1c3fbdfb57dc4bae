import Kernels
import Network

/// An optimizer by name. A new one is a file like its neighbours and a line in `allCases`.
public struct OptimizerKind: RawRepresentable, CaseIterable, Hashable, Sendable, Codable {
  public static let allCases: [OptimizerKind] = [
    sgd,
    lars,
    adamw,
  ]

  /// The name on the command line.
  public let rawValue: String
  /// What it does, in a line for the help.
  public let summary: String
  /// Whether Nesterov's variant of momentum is among its choices.
  let takesNesterov: Bool
  public let make: @Sendable (OptimizerInput) -> any Optimizer

  init(
    _ name: String, summary: String, takesNesterov: Bool = true,
    make: @escaping @Sendable (OptimizerInput) -> any Optimizer
  ) {
    rawValue = name
    self.takesNesterov = takesNesterov
    self.summary = summary
    self.make = make
  }

  /// The optimizer of that name.
  public init?(rawValue: String) {
    guard let kind = Self.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
    self = kind
  }

  public static func == (left: Self, right: Self) -> Bool { left.rawValue == right.rawValue }
  public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
}

/// What an optimizer is made for.
public struct OptimizerInput {
  public var parameters: [Parameter]
  /// What multiplies each parameter's learning rate.
  public var rateFactors: [Float]
  /// Of the gradient's mean; with Adam, the first moment's decay.
  public var momentum: Float
  public var nesterov = false
  /// Acts on tensors of more than one dimension.
  public var weightDecay: Float
  public var context: ComputeContext

  public init(
    parameters: [Parameter], momentum: Float, nesterov: Bool = false, weightDecay: Float, context: ComputeContext
  ) {
    self.parameters = parameters
    rateFactors = Array(repeating: 1, count: parameters.count)
    self.momentum = momentum
    self.nesterov = nesterov
    self.weightDecay = weightDecay
    self.context = context
  }
}
