/// The runs of one setting and one length of a study, which differ by their seed alone.
struct StudyGroup {
  struct Run {
    let seed: String
    /// Of 1, both.
    let testAccuracy: Double
    let trainAccuracy: Double?
  }

  let epochs: Double
  /// What the steps of one run take, evaluations left out.
  let seconds: Double
  let runs: [Run]

  var testAccuracy: Spread { Spread(runs.map(\.testAccuracy)) }

  /// Nil where a run does not tell its own.
  var trainAccuracy: Spread? {
    let known = runs.compactMap(\.trainAccuracy)
    return known.count == runs.count ? Spread(known) : nil
  }

  /// How far the test accuracies lie above those of `other` with the same seed.
  func difference(from other: StudyGroup) -> Spread {
    Spread(
      runs.compactMap { run in
        other.runs.first { $0.seed == run.seed }.map { run.testAccuracy - $0.testAccuracy }
      })
  }
}
