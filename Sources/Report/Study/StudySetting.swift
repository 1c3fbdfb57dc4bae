import Files

/// A row of a study: one way to prune, or dense, with its runs of several lengths.
struct StudySetting {
  static let dense = "dense"

  let name: String
  /// The time of a pruned step, a dense one being 1.
  let stepRatio: Double
  /// By length, the shortest first.
  let groups: [StudyGroup]

  /// - Parameters:
  ///   - stepRatio: nil for dense runs.
  ///   - denseStepSeconds: the time of a dense step.
  /// - Throws: `ReadingError` where a run is not finished.
  init(name: String, records: [RunRecord], stepRatio: Double?, denseStepSeconds: Double) throws(ReadingError) {
    (self.name, self.stepRatio) = (name, stepRatio ?? 1)
    var runs: [Int: [StudyGroup.Run]] = [:]
    var seconds: [Int: Double] = [:]
    for record in records {
      guard let summary = record.summary else {
        throw ReadingError(record.folder, "holds a run that has not finished", hint: "start the study again")
      }
      let steps = Double(summary.steps) / Double(max(1, summary.epochs))
      let pruned = stepRatio == nil ? 0 : Self.prunedEpochs(record.settings, of: Double(summary.epochs))
      let dense = Double(summary.epochs) - pruned
      seconds[summary.epochs] = (dense + pruned * self.stepRatio) * steps * denseStepSeconds
      let run = StudyGroup.Run(
        seed: record.settings.recipe["seed"] ?? "", testAccuracy: summary.testAccuracy,
        trainAccuracy: summary.trainAccuracy)
      runs[summary.epochs, default: []].append(run)
    }
    groups = runs.keys.sorted().map { StudyGroup(epochs: $0, seconds: seconds[$0] ?? 0, runs: runs[$0] ?? []) }
  }

  private static func prunedEpochs(_ settings: RunSettings, of epochs: Double) -> Double {
    let start = settings.recipe["pruning_period.start"].flatMap(Double.init) ?? 0
    let end = settings.recipe["pruning_period.end"].flatMap(Double.init) ?? epochs
    return max(0, min(end, epochs) - start)
  }

  /// The longest group that takes no more time than `seconds`.
  func group(within seconds: Double) -> StudyGroup? { groups.last { $0.seconds <= seconds * 1.0001 } }

  /// The shortest group whose mean accuracy is not below that of `dense`.
  func shortest(asAccurateAs dense: StudyGroup) -> StudyGroup? {
    groups.first { $0.testAccuracy.mean >= dense.testAccuracy.mean }
  }
}
