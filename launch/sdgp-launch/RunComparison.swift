import Foundation

/// Runs side by side, a column each.
struct RunComparison {
  /// Several lines, without a line feed at the end.
  let text: String

  /// - Parameter runs: at least one; times are compared with the first.
  init(_ runs: [(name: String, summary: RunSummary)]) {
    let summaries = runs.map(\.summary)
    func row(_ title: String, _ cell: (RunSummary) -> String) -> [String] { [title] + summaries.map(cell) }
    var rows = [[""] + runs.map(\.name)]
    rows.append(row("model", \.model))
    rows.append(row("ranks x threads") { "\($0.worldSize) x \($0.threadsPerRank)" })
    rows.append(row("kernels") { $0.kernels ?? "" })
    rows.append(row("pruning", Self.pruning))
    rows.append(row("exchange") { $0.compress?.codec ?? "" })
    rows.append(row("test accuracy") { $0.testAccuracy.map { String(format: "%.2f%%", 100 * $0) } ?? "" })
    rows.append(row("test loss") { $0.testLoss.map { String(format: "%.4f", $0) } ?? "" })
    rows.append(row("steps") { String($0.steps) })
    rows.append(row("samples/s") { String(format: "%.0f", $0.samplesPerSecond) })
    rows.append(row("ms per step") { Self.milliseconds($0.secondsPerStep) })
    for phase in RunSummary.phaseNames where phase.isPartOfStep || !phase.isExposed {
      guard summaries.contains(where: { $0.phases[phase.key]?.max ?? 0 > 0 }) else { continue }
      let title = phase.isExposed ? phase.title : phase.title + " (beside backward)"
      rows.append(
        row("  " + title) { summary in
          Self.milliseconds((summary.phases[phase.key]?.mean ?? 0) / Double(max(1, summary.steps)))
        })
    }
    if let first = summaries.first, summaries.count > 1 {
      rows.append(
        row("time per step, \(runs[0].name) = 1") { String(format: "%.2f", $0.secondsPerStep / first.secondsPerStep) })
    }
    text = TextTable(rows: rows).lines.joined(separator: "\n")
  }

  private static func milliseconds(_ seconds: Double) -> String { String(format: "%.2f", 1000 * seconds) }

  /// `2:4 rescaled, share 4`, with the weight gradient where it is pruned too.
  private static func pruning(_ summary: RunSummary) -> String {
    guard let prune = summary.prune, prune.rule != "none", let nonzeros = prune.nonzeros,
      let groupSize = prune.groupSize
    else { return "none" }
    let share = prune.share.map { ", share \($0)" } ?? ""
    return "\(nonzeros):\(groupSize) \(prune.rule)\(share)\(prune.weightGradient == "pruned" ? ", both gradients" : "")"
  }
}
