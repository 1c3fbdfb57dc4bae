/// The results of a study in Markdown.
struct ClockTables {
  let study: ClockStudy

  var text: String { ([steps] + study.dense.groups.map(equalTime) + [timeToAccuracy]).joined(separator: "\n\n") }

  private func table(_ head: [String], _ rows: [[String]]) -> String {
    ([head, head.map { _ in "---" }] + rows).map { "| \($0.joined(separator: " | ")) |" }.joined(separator: "\n")
  }

  private var steps: String {
    let rows = study.pruned.map { [$0.name, NumberText.fixed($0.stepRatio, 3)] }
    return "A dense step takes \(NumberText.fixed(1000 * study.denseStep, 1)) ms.\n\n"
      + table(["setting", "time of a step, dense = 1"], rows)
  }

  private func equalTime(_ dense: StudyGroup) -> String {
    let rows = study.pruned.compactMap { setting in
      setting.group(within: dense.seconds).map { row(setting.name, $0, dense) }
    }
    return "Test accuracy at the time of \(epochs(dense)) dense epochs, \(NumberText.duration(dense.seconds)):\n\n"
      + table(
        ["setting", "epochs", "time", "runs", "test accuracy, %", "training accuracy, %", "against dense, points"],
        [row(StudySetting.dense, dense, nil)] + rows)
  }

  private func row(_ name: String, _ group: StudyGroup, _ dense: StudyGroup?) -> [String] {
    [
      name, epochs(group), dense.map { NumberText.fixed(group.seconds / $0.seconds, 2) } ?? "1",
      "\(group.runs.count)", percent(group.testAccuracy), group.trainAccuracy.map(percent) ?? NumberText.none,
      dense.map { difference(group.difference(from: $0)) } ?? "",
    ]
  }

  private func epochs(_ group: StudyGroup) -> String {
    NumberText.fixed(group.epochs, group.epochs == group.epochs.rounded() ? 0 : 2)
  }

  private func percent(_ spread: Spread) -> String {
    "\(NumberText.fixed(100 * spread.mean, 2)) ± \(NumberText.fixed(100 * spread.standardDeviation, 2))"
  }

  /// Mean and standard error.
  private func difference(_ spread: Spread) -> String {
    "\(spread.mean > 0 ? "+" : "")\(NumberText.fixed(100 * spread.mean, 2)) ± "
      + NumberText.fixed(100 * spread.standardError, 2)
  }

  /// Against the dense runs of the middle length.
  private var timeToAccuracy: String {
    let dense = study.dense.groups[study.dense.groups.count / 2]
    let rows = study.pruned.map { setting in
      guard let group = setting.shortest(asAccurateAs: dense) else { return [setting.name, "not reached", "", ""] }
      return [
        setting.name, NumberText.fixed(group.seconds / dense.seconds, 2), epochs(group),
        percent(group.testAccuracy),
      ]
    }
    return "Time to the test accuracy of \(epochs(dense)) dense epochs, \(percent(dense.testAccuracy)):\n\n"
      + table(["setting", "time, dense = 1", "epochs", "test accuracy, %"], rows)
  }
}
