import Timing

/// `timing.json`: what each rank spent on each phase.
public struct RankTiming: Codable, Sendable {
  public struct Entry: Codable, Sendable {
    public var seconds: Double
    public var calls: Int
  }

  public var rank: Int
  public var host: String
  public var phases: [String: Entry]

  public init(rank: Int, host: String, totals: PhaseTotals) {
    self.rank = rank
    self.host = host
    phases = Dictionary(
      uniqueKeysWithValues: Phase.allCases.map { phase in
        (phase.name, Entry(seconds: totals.seconds(of: phase), calls: totals.calls(of: phase)))
      })
  }
}
