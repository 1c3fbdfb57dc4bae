import Files
import Foundation
import TestSupport
import Timing

/// A run's output folder as the trainer leaves it, with what a test says.
struct ExampleRun {
  var name: String
  var summary: RunSummary?
  /// Members of the recipe, as JSON.
  var recipe: [String: Any] = ["model": "digits-cnn", "seed": 0, "batch_size": 64, "schedule": ["shape": "cyclic"]]
  var accuracies = [0.9, 0.95]
  /// Whether the metrics' lines carry their time.
  var hasTimes = false
  /// Seconds of each rank's phases.
  var ranks: [[String: Double]] = []
  var host = "node"

  /// A finished run on `ranks` ranks, all of the same speed.
  init(_ name: String, ranks: Int = 2, accuracy: Double = 0.95, wallSeconds: Double = 3) {
    self.name = name
    var summary = RunSummary()
    (summary.model, summary.dataset, summary.kernels, summary.version) = ("digits-cnn", "digits", "avx2", "0.1.0")
    (summary.worldSize, summary.epochs, summary.steps, summary.samples) = (ranks, 2, 40, 2560)
    (summary.testAccuracy, summary.testLoss, summary.wallSeconds) = (accuracy, 0.25, wallSeconds)
    summary.samplesPerSecond = 1000 * Double(ranks)
    self.summary = summary
    self.ranks = (0..<ranks).map { _ in
      [
        "data": 0.1, "forward": 0.5, "backward": 1, "prune": 0, "exchange_exposed": 0.2, "exchange_hidden": 0.4,
        "other": 1,
      ]
    }
  }

  /// Writes the folder into `folder`, and returns its path.
  @discardableResult
  func write(into folder: TemporaryFolder) throws -> String {
    let configuration: [String: Any] = [
      "recipe": recipe, "world_size": ranks.count, "dataset": "digits", "started_at": "2026-11-25T08:08:40Z",
    ]
    let data = try JSONSerialization.data(withJSONObject: configuration)
    try folder.write(String(decoding: data, as: UTF8.self), to: "\(name)/config.json")
    try folder.write(metrics, to: "\(name)/metrics.jsonl")
    if var summary {
      for phase in Phase.allCases {
        let values = ranks.map { $0[phase.name] ?? 0 }
        summary.phases[phase.name] = PhaseSpread(over: values)
      }
      try WholeFile.write(json: summary, to: folder.path("\(name)/summary.json"))
      let times = ranks.enumerated().map { rank, phases in
        ["rank": rank, "host": host, "phases": phases.mapValues { ["seconds": $0, "calls": 1] }] as [String: Any]
      }
      let data = try JSONSerialization.data(withJSONObject: times)
      try folder.write(String(decoding: data, as: UTF8.self), to: "\(name)/timing.json")
    }
    return folder.path(name)
  }

  /// Twenty steps of 0.05 s before each evaluation, which takes a second.
  private var metrics: String {
    var (lines, time, step) = ("", 1_700_000_000.0, 0)
    for (epoch, accuracy) in accuracies.enumerated() {
      for _ in 0..<20 {
        (step, time) = (step + 1, time + 0.05)
        lines +=
          #"{"epoch":\#(epoch),"learning_rate":0.1,"loss":\#(2 / Double(step)),"samples_per_second":1280,"step":\#(step)"#
        lines += (hasTimes ? #","time":\#(time)"# : "") + "}\n"
      }
      time += 1
      lines += #"{"epoch":\#(epoch + 1),"step":\#(step),"test_accuracy":\#(accuracy),"test_loss":0.3"#
      lines += (hasTimes ? #","time":\#(time)"# : "") + "}\n"
    }
    return lines
  }
}
