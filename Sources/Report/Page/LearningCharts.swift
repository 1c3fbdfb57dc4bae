/// How the runs learned: losses and accuracies over steps, epochs and time.
struct LearningCharts {
  /// What an evaluation measured.
  private enum Measure: String {
    case accuracy
    case loss

    var title: String {
      switch self {
      case .accuracy: "Test accuracy"
      case .loss: "Test loss"
      }
    }

    var axisTitle: String {
      switch self {
      case .accuracy: "test accuracy, %"
      case .loss: "test loss"
      }
    }

    func value(_ evaluation: RunMetrics.Evaluation) -> Double {
      switch self {
      case .accuracy: 100 * evaluation.accuracy
      case .loss: evaluation.loss
      }
    }
  }

  let runs: RunSet
  private let curves: [(run: RunRecord, style: SeriesStyle)]

  init(runs: RunSet) {
    self.runs = runs
    curves = runs.curves
  }

  var section: Markup {
    let figures = [
      trainingLoss, overEpochs(.accuracy), overTime(.accuracy), overEpochs(.loss), overTime(.loss),
    ].compactMap { $0 }
    guard !figures.isEmpty else {
      return "<section><h2>Learning</h2><p>No run has metrics, so that there are no curves.</p></section>"
    }
    return """
      <section><h2>Learning</h2>
      \(runs.featuredNote.map { "<p>\($0)</p>" as Markup } ?? .empty)
      <div class="figures">
      \(figures)
      </div></section>
      """
  }

  private func legend(_ series: [LineChart.Series]) -> [Figure.LegendEntry] {
    series.map { Figure.LegendEntry(sample: $0.style.sample, text: $0.name) }
  }

  private var trainingLoss: Markup? {
    let series = curves.filter { !$0.run.metrics.steps.isEmpty }.map { run, style in
      let points = run.metrics.steps.map { LineChart.Point(x: $0.step, y: $0.loss) }
      let smooth = Self.smoothed(points)
      return LineChart.Series(
        name: run.name, style: style, points: smooth ?? points, unsmoothed: smooth == nil ? [] : points)
    }
    guard !series.isEmpty else { return nil }
    let losses = series.flatMap { $0.points.map(\.y) }
    let isWide = (losses.min() ?? 0) > 0 && (losses.max() ?? 0) > 30 * (losses.min() ?? 0)
    let chart = LineChart(
      xTitle: "step", yTitle: isWide ? "training loss, logarithmic" : "training loss",
      x: Axis(over: series.flatMap { $0.points.map(\.x) }, including: 0, isTight: true, onlyWhole: true),
      y: isWide ? Axis(logarithmicOver: losses) : Axis(over: losses), series: series)
    var figure = Figure(
      identifier: "training-loss", title: "Training loss over steps",
      description: "Training loss over steps; runs: \(series.count).")
    figure.legend = legend(series)
    figure.isSpanning = true
    figure.note = smoothingNote(series)
    return figure.markup(chart.draw)
  }

  private func smoothingNote(_ series: [LineChart.Series]) -> String? {
    guard series.contains(where: { !$0.unsmoothed.isEmpty }) else { return nil }
    let most = curves.map(\.run.metrics.stepsPerPoint).max() ?? 1
    let faint = most > 1 ? "means of up to \(most) steps" : "single steps"
    return "Lines are running means; the faint ones behind them are \(faint)."
  }

  /// The means of the points' neighbourhoods; nil for a few points, which are clear as they are.
  private static func smoothed(_ points: [LineChart.Point]) -> [LineChart.Point]? {
    guard points.count > 60 else { return nil }
    let reach = max(2, points.count / 40)
    return stride(from: 0, to: points.count, by: max(1, reach / 2)).map { index in
      let part = points[max(0, index - reach)..<min(points.count, index + reach + 1)]
      return LineChart.Point(x: points[index].x, y: part.reduce(0) { $0 + $1.y } / Double(part.count))
    }
  }

  private func overEpochs(_ measure: Measure) -> Markup? {
    let series = curves.filter { !$0.run.metrics.evaluations.isEmpty }.map { run, style in
      LineChart.Series(
        name: run.name, style: style,
        points: run.metrics.evaluations.map { LineChart.Point(x: $0.epoch, y: measure.value($0)) })
    }
    guard !series.isEmpty else { return nil }
    let chart = LineChart(
      xTitle: "epoch", yTitle: measure.axisTitle,
      x: Axis(over: series.flatMap { $0.points.map(\.x) }, isTight: true, onlyWhole: true),
      y: Axis(over: series.flatMap { $0.points.map(\.y) }), series: series)
    var figure = Figure(
      identifier: "\(measure)-epochs", title: "\(measure.title) over epochs",
      description: "\(measure.title) after epochs; runs: \(series.count).")
    figure.legend = legend(series)
    return figure.markup(chart.draw)
  }

  private func overTime(_ measure: Measure) -> Markup? {
    let series = curves.compactMap { run, style in
      TimedCurve(run).map { LineChart.Series(name: run.name, style: style, points: $0.points(measure.value)) }
    }
    guard !series.isEmpty else { return nil }
    var figure = Figure(
      identifier: "\(measure)-time", title: "\(measure.title) over wall time",
      description: "\(measure.title) over the time since the start; runs: \(series.count).")
    figure.legend = legend(series)
    figure.note = TimedCurve.note(on: curves.map(\.run))
    return figure.markup(TimedCurve.chart(series, yTitle: measure.axisTitle).draw)
  }
}
