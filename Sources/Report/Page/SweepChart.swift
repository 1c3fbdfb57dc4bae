/// Accuracy against wall time of every run of a sweep, the best ones in colour.
struct SweepChart {
  let runs: RunSet

  var section: Markup {
    guard runs.isSweep else { return .empty }
    let featured = runs.featured.count
    let series = runs.finished.enumerated().compactMap { place, run in
      TimedCurve(run.record).map { curve in
        LineChart.Series(
          name: "\(place + 1). \(run.name)",
          style: place < featured ? SeriesStyle(number: place) : .background, points: Self.bestSoFar(curve))
      }
    }
    guard !series.isEmpty else { return .empty }
    // The best are drawn last, above the others.
    let chart = TimedCurve.chart(series.reversed(), yTitle: "best test accuracy so far, %")
    var figure = Figure(
      identifier: "sweep", title: "Best test accuracy so far over wall time",
      description: "The best test accuracy so far over the time since the start; runs: \(series.count).")
    figure.isSpanning = true
    figure.legend = series.filter { $0.style.number != nil }.map {
      Figure.LegendEntry(sample: $0.style.sample, text: $0.name)
    }
    if runs.finished.count > featured {
      figure.legend.append(Figure.LegendEntry(sample: SeriesStyle.background.sample, text: "the others"))
    }
    figure.note = TimedCurve.note(on: runs.finished.map(\.record))
    return "<section><h2>Accuracy against time</h2><div class=\"figures\">\(figure.markup(chart.draw))</div></section>"
  }

  private static func bestSoFar(_ curve: TimedCurve) -> [LineChart.Point] {
    var best = -Double.infinity
    return curve.points { 100 * $0.accuracy }.map { point in
      best = max(best, point.y)
      return LineChart.Point(x: point.x, y: best)
    }
  }
}
