import Files
import Foundation
import Timing

/// How a training's speed grows with the number of ranks.
struct ScalingTable {
  /// Several lines, without a line feed at the end.
  let text: String

  /// - Parameter runs: one a number of ranks, at least one; the first is what the others are compared with.
  init(_ runs: [RunSummary]) {
    let first = runs[0]
    var rows = [["ranks", "samples/s", "ms per step", "speed-up", "efficiency", "exposed exchange", "test accuracy"]]
    for run in runs {
      let speedUp = run.samplesPerSecond / first.samplesPerSecond
      let ranks = Double(run.worldSize) / Double(first.worldSize)
      rows.append([
        String(run.worldSize), String(format: "%.0f", run.samplesPerSecond),
        String(format: "%.2f", 1000 * run.secondsPerStep), String(format: "%.2f", speedUp),
        String(format: "%.0f%%", 100 * speedUp / ranks),
        String(format: "%.1f%%", 100 * run.meanSeconds(.exchangeExposed) / max(run.exposedSeconds, 1e-9)),
        String(format: "%.2f%%", 100 * run.testAccuracy),
      ])
    }
    let title = "The same batch over more ranks; efficiency is the speed-up over that of the ranks:"
    text = ([title] + TextTable(rows: rows, leftColumns: []).lines).joined(separator: "\n")
  }
}
