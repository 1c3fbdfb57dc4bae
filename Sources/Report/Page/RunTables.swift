import Files

/// The page's tables of runs and settings.
struct RunTables {
  let runs: RunSet

  private static let mostOptions = 16
  private static let mostSettings = 100

  /// Every finished run.
  var summary: Markup {
    guard !runs.finished.isEmpty else { return .empty }
    if runs.isSweep { return sweep }
    let rows = runs.finished.map { run in RunColumn.allCases.map { $0.text(run) } }
    let table = Table(caption: "Runs", columns: RunColumn.allCases.map(\.column), rows: rows)
    return "<section><h2>Runs</h2>\(table.markup)</section>"
  }

  /// The runs by their accuracy with the options that differ; what all have in common is said once.
  private var sweep: Markup {
    let options = runs.differing.prefix(Self.mostOptions)
    let results = RunColumn.allCases.filter { $0.isResult && $0 != .name }
    let rows = runs.finished.map { run in
      let settings = run.record.settings.comparable
      return [RunColumn.name.text(run)] + results.map { $0.text(run) }
        + options.map { settings[$0] ?? NumberText.none }
    }
    let columns =
      [RunColumn.name.column] + results.map(\.column) + options.map { Table.Column(title: $0, alignment: .number) }
    let common = RunColumn.allCases.filter { column in
      !column.isResult && Set(runs.finished.map { column.text($0) }).count == 1
    }
    let shared = runs.finished.prefix(1).flatMap { run in common.map { "\($0.title) \($0.text(run))" } }
    let left = runs.differing.count - options.count
    return """
      <section><h2>Runs, the most accurate first</h2>
      <p>The same in all: \(shared.isEmpty ? "nothing" : shared.joined(separator: "; ")).</p>
      \(Table(caption: "Runs by accuracy", columns: columns, rows: rows).markup)
      \(Self.more(left, "options that differ"))
      </section>
      """
  }

  /// Runs without a summary, with the place that they reached.
  var unfinished: Markup {
    guard !runs.unfinished.isEmpty else { return .empty }
    let titles = ["step reached", "epoch", "training loss", "test accuracy", "started"]
    let rows = runs.unfinished.map { run -> [String] in
      let (last, evaluation) = (run.metrics.last, run.metrics.evaluations.last)
      let step = last.map { NumberText.whole(Double($0.step)) } ?? "none"
      let epoch = last.map { NumberText.whole(Double($0.epoch) + 1) } ?? NumberText.none
      let loss = run.metrics.steps.last.map { NumberText.short($0.loss) } ?? NumberText.none
      let accuracy = evaluation.map { NumberText.percent($0.accuracy) } ?? NumberText.none
      return [run.name, step, epoch, loss, accuracy, run.settings.startedAt ?? NumberText.none]
    }
    let columns = [Table.Column(title: "run")] + titles.map { Table.Column(title: $0, alignment: .number) }
    return """
      <section><h2>Unfinished runs</h2>
      <p>They have a configuration and no summary: they go on, or were stopped.</p>
      \(Table(caption: "Unfinished runs", columns: columns, rows: rows).markup)
      </section>
      """
  }

  /// The settings that differ between a handful of runs, a row each.
  var settings: Markup {
    guard !runs.isSweep, runs.finished.count > 1 else { return .empty }
    let all = runs.finished.map(\.record.settings.comparable)
    guard !runs.differing.isEmpty else {
      let reason = all.allSatisfy(\.isEmpty) ? "No run has a config.json." : "All runs have the same settings."
      return "<section><h2>Settings that differ</h2><p>\(reason)</p></section>"
    }
    let rows = runs.differing.prefix(Self.mostSettings).map { key in
      [key] + all.map { $0[key] ?? NumberText.none }
    }
    let columns = ["setting"] + runs.finished.map(\.name)
    let table = Table(
      caption: "Settings that differ", columns: columns.map { Table.Column(title: $0) }, rows: rows)
    return """
      <section><h2>Settings that differ</h2>
      \(table.markup)
      \(Self.more(runs.differing.count - rows.count, "settings that differ"))
      </section>
      """
  }

  private static func more(_ count: Int, _ what: String) -> Markup {
    count > 0 ? "<p class=\"note\">\(count) more \(what) are not shown.</p>" : .empty
  }
}
