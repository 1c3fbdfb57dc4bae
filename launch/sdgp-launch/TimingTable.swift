import Files
import Foundation
import Timing

/// Where one run's time went: for each phase the fastest, mean and slowest rank.
struct TimingTable {
  /// Several lines, without a line feed at the end.
  let text: String

  init(_ summary: RunSummary) {
    let ranks = summary.worldSize == 1 ? "1 rank" : "\(summary.worldSize) ranks"
    let threads = summary.threadsPerRank == 1 ? "1 thread" : "\(summary.threadsPerRank) threads"
    let total = summary.exposedSeconds
    var rows = [["phase", "fastest s", "mean s", "slowest s", "on rank", "share", "imbalance"]]
    for phase in Phase.allCases {
      guard let spread = summary.phases[phase.name], spread.max > 0 else { continue }
      rows.append([
        phase.name, Self.seconds(spread.min), Self.seconds(spread.mean), Self.seconds(spread.max),
        spread.maxRank.map(String.init) ?? "",
        phase.isExposed && total > 0 ? Self.percent(spread.mean / total) : "beside",
        spread.mean > 0 ? String(format: "%.2f", spread.max / spread.mean) : "",
      ])
    }
    let (exposed, hidden) = (summary.meanSeconds(.exchangeExposed), summary.meanSeconds(.exchangeHidden))
    var lines = [
      "Time over \(ranks) of \(threads), \(summary.steps) steps in \(Self.seconds(summary.wallSeconds)) s:"
    ]
    lines += TextTable(rows: rows).lines
    lines.append(
      String(
        format: "%.0f samples/s; exposed exchange %@ of the time, %@ of the exchange hidden behind backward",
        summary.samplesPerSecond, total > 0 ? Self.percent(exposed / total) : "0%",
        exposed + hidden > 0 ? Self.percent(hidden / (exposed + hidden)) : "0%"))
    text = lines.joined(separator: "\n")
  }

  static func seconds(_ value: Double) -> String { String(format: value < 10 ? "%.3f" : "%.1f", value) }
  static func percent(_ share: Double) -> String { String(format: "%.1f%%", 100 * share) }
}
