/// A run's evaluations over the time since its start.
struct TimedCurve {
  private let evaluations: [(seconds: Double, evaluation: RunMetrics.Evaluation)]

  /// Nil where no time is known.
  init?(_ run: RunRecord) {
    evaluations = run.metrics.evaluations.compactMap { evaluation in
      evaluation.seconds?.plausible.map { ($0, evaluation) }
    }
    if evaluations.isEmpty { return nil }
  }

  /// Points whose x is in seconds.
  func points(_ value: (RunMetrics.Evaluation) -> Double) -> [LineChart.Point] {
    evaluations.map { LineChart.Point(x: $0.seconds, y: value($0.evaluation)) }
  }

  /// A chart of `series` over seconds, labelled in the unit that suits.
  static func chart(_ series: [LineChart.Series], yTitle: String) -> LineChart {
    let longest = series.flatMap { $0.points.map(\.x) }.max() ?? 0
    let unit = DurationUnit(longest: longest)
    let scaled = series.map { series in
      LineChart.Series(
        name: series.name, style: series.style,
        points: series.points.map { LineChart.Point(x: $0.x / unit.inSeconds, y: $0.y) })
    }
    return LineChart(
      xTitle: "time since the start, \(unit.rawValue)", yTitle: yTitle,
      x: Axis(over: scaled.flatMap { $0.points.map(\.x) }, including: 0, isTight: true),
      y: Axis(over: scaled.flatMap { $0.points.map(\.y) }), series: scaled)
  }

  /// Says where times do not come from the lines of the metrics.
  static func note(on runs: [RunRecord]) -> String? {
    let evaluated = runs.filter { !$0.metrics.evaluations.isEmpty }
    let derived = evaluated.filter { $0.metrics.clock == .derived }.map(\.name)
    let unknown = evaluated.filter { $0.metrics.clock == .unknown }.map(\.name)
    var notes: [String] = []
    if !derived.isEmpty {
      let whose = derived.count == runs.count ? "" : " of \(list(derived))"
      notes.append("Times\(whose) follow from samples per second, evaluations left out: the metrics hold none.")
    }
    if !unknown.isEmpty { notes.append("Left out, because no time is known: \(list(unknown)).") }
    return notes.isEmpty ? nil : notes.joined(separator: " ")
  }

  private static func list(_ names: [String]) -> String {
    names.prefix(4).joined(separator: ", ") + (names.count > 4 ? " and \(names.count - 4) more" : "")
  }
}
