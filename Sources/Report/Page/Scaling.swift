import Files

/// Runs that differ in their number of ranks alone, and in the seed.
struct Scaling {
  /// A number of ranks with the mean speed of its runs.
  struct Point: Equatable {
    let ranks: Double
    let samplesPerSecond: Double
  }

  let title: String
  /// At least two, by the number of ranks.
  let points: [Point]

  /// What `ranks` would reach if the fewest measured scaled perfectly.
  func ideal(_ ranks: Double) -> Double {
    guard let first = points.first else { return 0 }
    return first.samplesPerSecond / first.ranks * ranks
  }

  /// The groups of `runs` with more than one number of ranks.
  static func groups(of runs: [FinishedRun]) -> [Scaling] {
    let measured = runs.filter { run in
      (1...1_000_000).contains(run.summary.worldSize) && (run.summary.samplesPerSecond.plausible ?? 0) > 0
    }
    let groups = Dictionary(grouping: measured, by: key).values
      .filter { Set($0.map(\.summary.worldSize)).count > 1 }
      .sorted { ($0.first?.name ?? "") < ($1.first?.name ?? "") }
    return groups.map { group in
      let bySize = Dictionary(grouping: group, by: \.summary.worldSize)
      let points = bySize.map { size, runs in
        Point(
          ranks: Double(size),
          samplesPerSecond: runs.reduce(0) { $0 + $1.summary.samplesPerSecond } / Double(runs.count))
      }
      return Scaling(title: title(group, among: groups), points: points.sorted { $0.ranks < $1.ranks })
    }
  }

  private static func key(_ run: FinishedRun) -> [String] {
    let summary = run.summary
    let settings = run.record.settings.comparable.filter { $0.key != "ranks" && $0.key != "seed" }
    return [summary.model, summary.dataset, summary.kernels, summary.prune.title, "\(summary.threadsPerRank)"]
      + settings.map { "\($0.key)=\($0.value)" }.sorted()
  }

  /// The pruning, and where another group has the same, the first run too.
  private static func title(_ group: [FinishedRun], among groups: [[FinishedRun]]) -> String {
    guard let first = group.first else { return "" }
    let pruning = first.summary.prune.title
    let name = pruning == "none" ? "dense" : pruning
    let same = groups.count { $0.first?.summary.prune.title == pruning }
    return same > 1 ? "\(name) (\(first.name))" : name
  }

  /// Nil where there is nothing to compare.
  static func figure(of runs: [FinishedRun]) -> Markup? {
    let groups = groups(of: runs).prefix(SeriesStyle.colours)
    guard !groups.isEmpty else { return nil }
    let measured = groups.enumerated().map { number, group in
      LineChart.Series(
        name: group.title, style: SeriesStyle(number: number),
        points: group.points.map { LineChart.Point(x: $0.ranks, y: $0.samplesPerSecond) })
    }
    let ideal = groups.enumerated().map { number, group in
      LineChart.Series(
        name: "\(group.title), ideal", style: SeriesStyle(number: number),
        points: group.points.map { LineChart.Point(x: $0.ranks, y: group.ideal($0.ranks)) }, isReference: true)
    }
    let series = ideal + measured
    let chart = LineChart(
      xTitle: "ranks", yTitle: "samples per second",
      x: Axis(at: measured.flatMap { $0.points.map(\.x) }, including: 0),
      y: Axis(over: series.flatMap { $0.points.map(\.y) }, including: 0), series: series)
    var figure = Figure(
      identifier: "scaling", title: "Samples per second against ranks",
      description: "Speed over the number of ranks, with the ideal speed; groups of runs: \(measured.count).")
    figure.legend = measured.map { Figure.LegendEntry(sample: $0.style.sample, text: $0.name) }
    figure.legend.append(
      Figure.LegendEntry(
        sample: SeriesStyle.referenceSample, text: "ideal: the speed of the fewest ranks times ranks"))
    figure.values = values(of: Array(groups))
    return figure.markup(chart.draw)
  }

  private static func values(of groups: [Scaling]) -> Markup {
    let titles = ["ranks", "samples/s", "of the ideal"]
    let rows = groups.flatMap { group in
      group.points.map { point in
        [
          group.title, NumberText.whole(point.ranks), NumberText.short(point.samplesPerSecond),
          NumberText.percent(point.samplesPerSecond / group.ideal(point.ranks)),
        ]
      }
    }
    let columns = [Table.Column(title: "runs")] + titles.map { Table.Column(title: $0, alignment: .number) }
    return
      "<details><summary>Values</summary>\(Table(caption: "Scaling", columns: columns, rows: rows).markup)</details>"
  }
}
