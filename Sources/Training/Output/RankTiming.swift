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
  /// What the phases that take time of their own come to.
  public var wallSeconds: Double
  /// This rank's own work over the median of the ranks': above 1.2 the others wait for it.
  public var workOverMedian: Double

  /// The timings of all ranks, in their order.
  public static func all(_ totals: [PhaseTotals], hosts: [String]) -> [RankTiming] {
    let median = HealthWatch.median(totals.map(\.workSeconds))
    return totals.indices.map { rank in
      RankTiming(rank: rank, host: hosts[rank], totals: totals[rank], medianWork: median)
    }
  }

  private init(rank: Int, host: String, totals: PhaseTotals, medianWork: Double) {
    self.rank = rank
    self.host = host
    wallSeconds = totals.wallSeconds
    workOverMedian = medianWork > 0 ? totals.workSeconds / medianWork : 1
    phases = Dictionary(
      uniqueKeysWithValues: Phase.allCases.map { phase in
        (phase.name, Entry(seconds: totals.seconds(of: phase), calls: totals.calls(of: phase)))
      })
  }
}
