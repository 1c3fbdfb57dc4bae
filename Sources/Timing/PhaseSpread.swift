/// The fastest, mean and slowest rank of one phase, in seconds, and which rank is the slowest.
public struct PhaseSpread: Codable, Equatable, Sendable {
  public var min: Double
  public var mean: Double
  public var max: Double
  /// Nil in summaries that do not say.
  public var maxRank: Int?

  /// The spread of one value a rank; there is at least one.
  public init(over values: [Double]) {
    precondition(!values.isEmpty, "A spread needs a value.")
    min = values.min()!
    mean = values.reduce(0, +) / Double(values.count)
    max = values.max()!
    maxRank = values.firstIndex(of: max)
  }

  /// The spread of every phase over the ranks, by the phase's name.
  public static func summary(of ranks: [PhaseTotals]) -> [String: PhaseSpread] {
    Dictionary(
      uniqueKeysWithValues: Phase.allCases.map { phase in
        (phase.name, PhaseSpread(over: ranks.map { $0.seconds(of: phase) }))
      })
  }
}
