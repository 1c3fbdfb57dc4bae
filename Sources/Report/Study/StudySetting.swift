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
    var runs: [Double: [StudyGroup.Run]] = [:]
    var seconds: [Double: Double] = [:]
    for record in records {
      guard let summary = record.summary else {
        throw ReadingError(record.folder, "holds a run that has not finished", hint: "start the study again")
      }
      guard let epochs = record.settings.recipe["epochs"].flatMap(Double.init), epochs > 0 else {
        throw ReadingError(record.folder, "does not say how many epochs it has", hint: "start the study again")
      }
      let pruned = stepRatio == nil ? 0 : Self.prunedEpochs(record.settings, of: epochs)
      // A run ends with a whole step; what that adds to its epochs is not its setting's doing.
      let stepsPerEpoch = max(1, (Double(summary.steps) / epochs).rounded())
      seconds[epochs] = (epochs - pruned + pruned * self.stepRatio) * stepsPerEpoch * denseStepSeconds
      let run = StudyGroup.Run(
        seed: record.settings.recipe["seed"] ?? "", testAccuracy: summary.testAccuracy,
        trainAccuracy: summary.trainAccuracy)
      runs[epochs, default: []].append(run)
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
