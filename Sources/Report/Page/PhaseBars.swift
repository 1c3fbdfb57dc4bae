import Files
import Timing

/// Bars of a step's phases, in milliseconds a step.
enum PhaseBars {
  /// The class that colours a phase; phases after the last colour share it.
  static func colourClass(_ phase: Phase) -> String {
    let place = Phase.ofStep.firstIndex(of: phase) ?? 0
    return "p\(min(place, 7))"
  }

  /// The mean over the ranks of a run.
  static func bar(_ run: FinishedRun, label: String) -> BarChart.Bar {
    BarChart.Bar(label: label, segments: segments { run.stepMilliseconds($0) })
  }

  /// One rank of `run`.
  static func bar(_ rank: RankTimes, of run: FinishedRun, label: String) -> BarChart.Bar {
    BarChart.Bar(label: label, segments: segments { run.perStep(rank.seconds[$0.name] ?? 0) })
  }

  private static func segments(_ milliseconds: (Phase) -> Double) -> [BarChart.Segment] {
    Phase.ofStep.map { phase in
      BarChart.Segment(name: phase.label, value: milliseconds(phase), colourClass: colourClass(phase))
    }
  }

  /// A legend of the phases that occur in `bars`.
  static func legend(of bars: [BarChart.Bar]) -> [Figure.LegendEntry] {
    Phase.ofStep.filter { phase in
      bars.contains { $0.segments.contains { $0.name == phase.label && $0.value > 0 } }
    }
    .map { Figure.LegendEntry(sample: sample(colourClass($0)), text: $0.label) }
  }

  static func sample(_ colourClass: String, isOutlined: Bool = false) -> Markup {
    """
    <svg class="sample small \(colourClass)" viewBox="0 0 14 12" aria-hidden="true">\
    <rect class="\(isOutlined ? "outline" : "bar")" x="1" y="1" width="12" height="10"/></svg>
    """
  }

  /// The values of `bars` as a table that can be unfolded.
  static func values(of bars: [BarChart.Bar], caption: String) -> Markup {
    guard let names = bars.first?.segments.map(\.name) else { return .empty }
    let columns =
      [Table.Column(title: caption)] + (names + ["sum"]).map { Table.Column(title: $0, alignment: .number) }
    let rows = bars.map { bar in
      [bar.label] + bar.segments.map { NumberText.short($0.value) } + [NumberText.short(bar.total)]
    }
    return """
      <details><summary>Values, ms a step</summary>\(Table(caption: caption, columns: columns, rows: rows).markup)</details>
      """
  }
}
