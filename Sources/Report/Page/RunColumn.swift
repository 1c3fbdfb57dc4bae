/// What the table of runs says of each.
enum RunColumn: CaseIterable {
  case name, model, data, ranks, kernels, pruning, codec, epochs, steps, trainAccuracy, accuracy, rate, wallTime

  var title: String {
    switch self {
    case .name: "run"
    case .model: "model"
    case .data: "data"
    case .ranks: "ranks x threads"
    case .kernels: "kernels"
    case .pruning: "pruning"
    case .codec: "codec"
    case .epochs: "epochs"
    case .steps: "steps"
    case .trainAccuracy: "train accuracy"
    case .accuracy: "test accuracy"
    case .rate: "samples/s"
    case .wallTime: "wall time"
    }
  }

  var alignment: Table.Alignment {
    switch self {
    case .name, .model, .data, .ranks, .kernels, .pruning, .codec: .text
    case .epochs, .steps, .trainAccuracy, .accuracy, .rate, .wallTime: .number
    }
  }

  var column: Table.Column { Table.Column(title: title, alignment: alignment) }

  /// Whether a sweep's table has this column although its options say what the runs are.
  var isResult: Bool {
    switch self {
    case .name, .trainAccuracy, .accuracy, .rate, .wallTime: true
    case .model, .data, .ranks, .kernels, .pruning, .codec, .epochs, .steps: false
    }
  }

  func text(_ run: FinishedRun) -> String {
    let summary = run.summary
    return switch self {
    case .name: run.name
    case .model: summary.model
    case .data: summary.dataset
    case .ranks: "\(summary.worldSize) x \(summary.threadsPerRank)"
    case .kernels: summary.kernels
    case .pruning: summary.prune.title
    case .codec: summary.compress.codec
    case .epochs: NumberText.whole(Double(summary.epochs))
    case .steps: NumberText.whole(Double(summary.steps))
    case .trainAccuracy: summary.trainAccuracy.map(NumberText.percent) ?? NumberText.none
    case .accuracy: NumberText.percent(summary.testAccuracy)
    case .rate: NumberText.short(summary.samplesPerSecond)
    case .wallTime: NumberText.duration(summary.wallSeconds)
    }
  }
}
