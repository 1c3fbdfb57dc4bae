import Files
import Foundation
import Kernels
import Timing

/// The result of `bench step`.
struct StepFigures: Encodable {
  let denseMilliseconds: Double
  let prunedMilliseconds: Double
  /// Dense time over pruned time.
  let ratio: Double
  let convolutionsDenseMilliseconds: Double
  let samplesPerSecondDense: Double
  let samplesPerSecondPruned: Double
  private let phases: [(name: String, dense: Double, pruned: Double)]

  enum CodingKeys: String, CodingKey {
    case denseMilliseconds = "dense_ms"
    case prunedMilliseconds = "pruned_ms"
    case ratio
    case convolutionsDenseMilliseconds = "convolutions_dense_ms"
    case samplesPerSecondDense = "samples_per_second_dense"
    case samplesPerSecondPruned = "samples_per_second_pruned"
  }

  init(dense: TimedStep, pruned: TimedStep, convolutionSeconds: Double, batchSize: Int) {
    let denseSeconds = dense.phases.map(\.total).median
    let prunedSeconds = pruned.phases.map(\.total).median
    denseMilliseconds = denseSeconds * 1e3
    prunedMilliseconds = prunedSeconds * 1e3
    ratio = denseSeconds / prunedSeconds
    convolutionsDenseMilliseconds = convolutionSeconds * 1e3
    samplesPerSecondDense = Double(batchSize) / denseSeconds
    samplesPerSecondPruned = Double(batchSize) / prunedSeconds
    phases =
      TimedStep.measured.map { phase in
        (phase.name, dense.phases.map { $0[phase] }.median * 1e3, pruned.phases.map { $0[phase] }.median * 1e3)
      } + [("step", denseMilliseconds, prunedMilliseconds)]
  }

  /// Medians for people.
  func table(setting: StepSetting, pruning: Pruning?) -> String {
    let title =
      "\(setting.model.rawValue), \(setting.communicator.size) rank(s), batch of \(setting.shape) each, \(setting.context.kernels.rawValue), "
      + "\(setting.context.precision.rawValue), oneDNN \(ComputeContext.oneDNNVersion), \(setting.context.threads) thread(s); medians in ms"
    var rows = [["phase", "dense", label(pruning)]]
    rows += phases.map { [$0.name, number($0.dense), number($0.pruned)] }
    rows.append(["samples/s", number(samplesPerSecondDense), number(samplesPerSecondPruned)])
    let saved = 100 * (1 - prunedMilliseconds / denseMilliseconds)
    var lines = [title] + TextTable(rows: rows).lines
    lines.append("pruned step: \(number(ratio, 3))x as fast, \(number(saved))% less time")
    if convolutionsDenseMilliseconds > 0 {
      lines.append(
        "oneDNN's convolutions alone: \(number(convolutionsDenseMilliseconds)) ms; dense step: "
          + "\(number(denseMilliseconds / convolutionsDenseMilliseconds, 3)) times that")
    }
    return lines.joined(separator: "\n")
  }

  private func label(_ pruning: Pruning?) -> String {
    guard let pruning else { return "dense again" }
    return "\(pruning.rule.rawValue) \(pruning.nonzeros):\(pruning.groupSize)"
      + (pruning.weightGradient == .dense ? "" : ", both")
  }

  private func number(_ value: Double, _ digits: Int = 1) -> String { String(format: "%.\(digits)f", value) }
}
