import Files
import Foundation
import Timing

/// Runs side by side, a column each.
struct RunComparison {
  /// Several lines, without a line feed at the end.
  let text: String

  /// - Parameter runs: at least one; times are compared with the first.
  init(_ runs: [(name: String, summary: RunSummary, settings: RunSettings)]) {
    let summaries = runs.map(\.summary)
    func row(_ title: String, _ cell: (RunSummary) -> String) -> [String] { [title] + summaries.map(cell) }
    var rows = [[""] + runs.map(\.name)]
    rows.append(row("model", \.model))
    rows.append(row("data", \.dataset))
    func settings(_ title: String, _ cell: (RunSettings) -> String?) -> [String] {
      [title] + runs.map { cell($0.settings) ?? "?" }
    }
    rows.append(settings("batch", \.batchSize))
    rows.append(settings("epochs", \.epochs))
    rows.append(settings("learning rate", \.learningRate))
    rows.append(settings("seed", \.seed))
    rows.append(row("ranks x threads") { "\($0.worldSize) x \($0.threadsPerRank)" })
    rows.append(row("kernels", \.kernels))
    rows.append(row("pruning", \.prune.title))
    rows.append(row("exchange", \.compress.codec))
    rows.append(row("test accuracy") { String(format: "%.2f%%", 100 * $0.testAccuracy) })
    rows.append(row("test loss") { String(format: "%.4f", $0.testLoss) })
    rows.append(row("steps") { String($0.steps) })
    rows.append(row("samples/s") { String(format: "%.0f", $0.samplesPerSecond) })
    rows.append(row("ms per step") { Self.milliseconds($0.secondsPerStep) })
    for phase in Phase.allCases where phase.isPartOfStep || !phase.isExposed {
      guard summaries.contains(where: { $0.phases[phase.name]?.max ?? 0 > 0 }) else { continue }
      let title = phase.isExposed ? phase.name : phase.name + " (beside backward)"
      rows.append(
        row("  " + title) { Self.milliseconds($0.meanSeconds(phase) / Double(max(1, $0.steps))) })
    }
    if let first = summaries.first, summaries.count > 1 {
      rows.append(
        row("time per step, \(runs[0].name) = 1") { String(format: "%.2f", $0.secondsPerStep / first.secondsPerStep) })
    }
    // Figures of runs that differ in these say nothing of what else they differ in.
    let bases = ["model", "data", "batch", "epochs"].filter { title in
      rows.first { $0[0] == title }.map { Set($0.dropFirst()).count > 1 } ?? false
    }
    let warning =
      bases.isEmpty ? [] : ["not comparable: the runs differ in \(bases.joined(separator: ", "))"]
    text = (TextTable(rows: rows).lines + warning).joined(separator: "\n")
  }

  private static func milliseconds(_ seconds: Double) -> String { String(format: "%.2f", 1000 * seconds) }
}
