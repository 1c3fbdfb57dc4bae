import Files
import Timing

/// Where the time of a step went, by run and by rank.
struct SpeedCharts {
  let runs: [FinishedRun]
  /// The runs whose ranks are shown.
  let byRank: [FinishedRun]

  private static let unit = "ms a step, mean over the ranks"
  /// More ranks than this are not drawn one by one.
  private static let mostRanks = 24

  var figures: [Markup] { [phases, exchange, ranks].compactMap { $0 } }

  private var phases: Markup? {
    let bars = runs.map { PhaseBars.bar($0, label: $0.name) }
    guard bars.contains(where: { $0.total > 0 }) else { return nil }
    let chart = BarChart(groups: [BarChart.Group(bars: bars)], unit: Self.unit, labels: .above)
    var figure = Figure(
      identifier: "phases", title: "Time of a step by phase",
      description: "A stacked bar for each run, whose parts are the phases of a training step; runs: \(bars.count).")
    figure.legend = PhaseBars.legend(of: bars)
    figure.note = "Evaluations, start and end of a run are no part of its steps."
    figure.values = PhaseBars.values(of: bars, caption: "run")
    return figure.markup(chart.draw)
  }

  /// What a rank computes beside what it exchanges.
  private var exchange: Markup? {
    let exchanging = runs.filter {
      $0.stepMilliseconds(.exchangeExposed) + $0.stepMilliseconds(.exchangeHidden) > 0 && $0.summary.worldSize > 1
    }
    guard !exchanging.isEmpty else { return nil }
    let groups = exchanging.map { run in
      let own = Phase.ownWork.reduce(0) { $0 + run.stepMilliseconds($1) }
      let exposed = BarChart.Segment(
        name: Phase.exchangeExposed.label, value: run.stepMilliseconds(.exchangeExposed),
        colourClass: PhaseBars.colourClass(.exchangeExposed))
      let hidden = BarChart.Segment(
        name: Phase.exchangeHidden.label, value: run.stepMilliseconds(.exchangeHidden),
        colourClass: PhaseBars.colourClass(.exchangeExposed), isOutlined: true)
      let compute = BarChart.Segment(name: "compute", value: own, colourClass: "own")
      return BarChart.Group(
        heading: run.name,
        bars: [
          BarChart.Bar(label: "compute", segments: [compute]),
          BarChart.Bar(label: "exchange", segments: [exposed, hidden]),
        ])
    }
    var figure = Figure(
      identifier: "exchange", title: "Exchange against compute",
      description: "A bar of what a rank computes and one of what it exchanges; runs: \(groups.count).")
    let exchangeClass = PhaseBars.colourClass(.exchangeExposed)
    figure.legend = [
      Figure.LegendEntry(sample: PhaseBars.sample("own"), text: "the rank's own work"),
      Figure.LegendEntry(sample: PhaseBars.sample(exchangeClass), text: "exchange, exposed: waited for"),
      Figure.LegendEntry(
        sample: PhaseBars.sample(exchangeClass, isOutlined: true), text: "exchange, hidden beside backward"),
    ]
    return figure.markup(BarChart(groups: groups, unit: Self.unit, labels: .beside).draw)
  }

  private var ranks: Markup? {
    let several = byRank.filter { $0.record.ranks.count > 1 }
    guard !several.isEmpty else { return nil }
    let groups = several.map { run in
      BarChart.Group(heading: run.name, bars: Self.shown(run.record.ranks).map { Self.bar($0, of: run) })
    }
    let bars = groups.flatMap(\.bars)
    var figure = Figure(
      identifier: "ranks", title: "Time of a step by rank",
      description: "A stacked bar for each rank, whose parts are the phases of a training step; runs: \(groups.count).")
    figure.legend = PhaseBars.legend(of: bars)
    figure.note = Self.note(on: several)
    figure.values = PhaseBars.values(
      of: groups.flatMap { group in
        group.bars.map { BarChart.Bar(label: "\(group.heading ?? "") \($0.label)", segments: $0.segments) }
      }, caption: "rank")
    return figure.markup(BarChart(groups: groups, unit: "ms a step", labels: .beside).draw)
  }

  private static func bar(_ rank: RankTimes, of run: FinishedRun) -> BarChart.Bar {
    let hosts = Set(run.record.ranks.map(\.host))
    return PhaseBars.bar(rank, of: run, label: "rank \(rank.rank)" + (hosts.count > 1 ? " \(rank.host)" : ""))
  }

  /// All of a few ranks, else those with the least and with the most work of their own.
  private static func shown(_ ranks: [RankTimes]) -> [RankTimes] {
    guard ranks.count > mostRanks else { return ranks }
    let sorted = ranks.sorted { $0.ownSeconds < $1.ownSeconds }
    return (sorted.prefix(mostRanks / 2) + sorted.suffix(mostRanks / 2)).sorted { $0.rank < $1.rank }
  }

  private static func note(on runs: [FinishedRun]) -> String? {
    var notes: [String] = []
    if runs.contains(where: { $0.record.ranks.count > mostRanks }) {
      let half = mostRanks / 2
      notes.append(
        "Of more than \(mostRanks) ranks the \(half) with the least and the \(half) with the most work show.")
    }
    let known = Set(Phase.allCases.map(\.name))
    let names = runs.flatMap { $0.record.ranks.flatMap(\.seconds.keys) }
    let unknown = Set(names).subtracting(known).sorted()
    if !unknown.isEmpty {
      notes.append("Phases that this version does not know are left out: \(unknown.prefix(8).joined(separator: ", ")).")
    }
    return notes.isEmpty ? nil : notes.joined(separator: " ")
  }
}
