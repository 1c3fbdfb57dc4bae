import Files

/// A pruned run beside a dense one of the same model, data, batch and ranks.
struct DensePair {
  let dense: FinishedRun
  let pruned: FinishedRun

  private static let mostPairs = 8

  /// The time of the dense step over that of the pruned one.
  var speedRatio: Double { dense.stepMilliseconds / pruned.stepMilliseconds }

  /// Pruned less dense, of 1.
  var accuracyDifference: Double { pruned.summary.testAccuracy - dense.summary.testAccuracy }

  /// The first ones of the pruned runs, each with the dense one whose settings are the nearest.
  static func pairs(of runs: [FinishedRun]) -> [DensePair] {
    let dense = runs.filter { $0.summary.prune.rule == "none" }
    let pairs = runs.lazy.filter { $0.summary.prune.rule != "none" }.compactMap { pruned in
      dense.filter { comparable($0, pruned) }
        .min { difference($0, pruned) < difference($1, pruned) }
        .map { DensePair(dense: $0, pruned: pruned) }
    }
    return Array(pairs.prefix(mostPairs))
  }

  private static func comparable(_ one: FinishedRun, _ other: FinishedRun) -> Bool {
    let (first, second) = (one.summary, other.summary)
    return first.model == second.model && first.dataset == second.dataset && first.worldSize == second.worldSize
      && one.record.settings.batchSize == other.record.settings.batchSize
  }

  /// How many settings differ.
  private static func difference(_ one: FinishedRun, _ other: FinishedRun) -> Int {
    RunSettings.differing(in: [one.record.settings, other.record.settings]).count
  }

  /// Empty where no two runs make a pair.
  static func section(of runs: [FinishedRun]) -> Markup {
    let pairs = pairs(of: runs)
    guard !pairs.isEmpty else { return .empty }
    return """
      <section><h2>Dense against pruned</h2>
      \(table(of: pairs))
      <div class="figures">\(figure(of: pairs))</div></section>
      """
  }

  private static func table(of pairs: [DensePair]) -> Markup {
    let numbers = [
      "dense step, ms", "pruned step, ms", "dense over pruned", "dense accuracy", "pruned accuracy",
      "difference, points",
    ]
    let rows = pairs.map { pair in
      let points = NumberText.fixed(100 * pair.accuracyDifference, 2)
      return [
        pair.pruned.name, pair.dense.name, pair.pruned.summary.prune.title,
        NumberText.short(pair.dense.stepMilliseconds), NumberText.short(pair.pruned.stepMilliseconds),
        ratio(pair.speedRatio), NumberText.percent(pair.dense.summary.testAccuracy),
        NumberText.percent(pair.pruned.summary.testAccuracy),
        pair.accuracyDifference > 0 ? "+" + points : points,
      ]
    }
    let columns =
      ["pruned run", "dense run", "pruning"].map { Table.Column(title: $0) }
      + numbers.map { Table.Column(title: $0, alignment: .number) }
    return Table(caption: "Dense against pruned", columns: columns, rows: rows).markup
  }

  private static func ratio(_ value: Double) -> String {
    value.plausible == nil ? NumberText.none : NumberText.fixed(value, 2) + "x"
  }

  private static func figure(of pairs: [DensePair]) -> Markup {
    let groups = pairs.map { pair in
      BarChart.Group(
        heading: "\(ratio(pair.speedRatio)) \(pair.pruned.name)",
        bars: [PhaseBars.bar(pair.dense, label: "dense"), PhaseBars.bar(pair.pruned, label: "pruned")])
    }
    var figure = Figure(
      identifier: "dense", title: "A step, dense and pruned",
      description: "A bar of each pruned run's step and one of its dense run's, by phase; pairs: \(groups.count).")
    figure.legend = PhaseBars.legend(of: groups.flatMap(\.bars))
    figure.note = "The heading of two bars says how often the pruned step fits into the dense one."
    return figure.markup(BarChart(groups: groups, unit: "ms a step", labels: .beside).draw)
  }
}
