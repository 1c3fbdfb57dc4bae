import Files
import Timing

/// A run with its summary, so that nothing about it is optional.
struct FinishedRun {
  let record: RunRecord
  let summary: RunSummary

  var name: String { record.name }

  /// Nil for a run that has not finished.
  init?(_ record: RunRecord) {
    guard let summary = record.summary else { return nil }
    (self.record, self.summary) = (record, summary)
  }

  /// Milliseconds of a step that the ranks spent on `phase` on average; 0 where the file's value is absurd.
  func stepMilliseconds(_ phase: Phase) -> Double { perStep(summary.meanSeconds(phase)) }

  /// `seconds` over the whole run as milliseconds a step.
  func perStep(_ seconds: Double) -> Double {
    max(0, (1000 * seconds / Double(max(1, summary.steps))).plausible ?? 0)
  }

  /// Milliseconds of a step, the mean over the ranks.
  var stepMilliseconds: Double { Phase.ofStep.reduce(0) { $0 + stepMilliseconds($1) } }
}
