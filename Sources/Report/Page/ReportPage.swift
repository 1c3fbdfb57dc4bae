import Files
import Foundation
import Timing

/// One self-contained HTML page that compares runs: no script, no other file, nothing from the network.
public struct ReportPage {
  private let runs: RunSet
  private static let mostNotices = 8

  /// - Parameter records: at least one; a few are shown in this order, many by their accuracy.
  public init(_ records: [RunRecord]) { runs = RunSet(records) }

  /// The whole page, which is XML too.
  public var html: String {
    let page: Markup = """
      <!DOCTYPE html>
      <html xmlns="http://www.w3.org/1999/xhtml" lang="en">
      <head>
      <meta charset="utf-8"/>
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
      <meta name="viewport" content="width=device-width, initial-scale=1"/>
      <meta name="color-scheme" content="light dark"/>
      <title>\(title)</title>
      <style>
      \(Stylesheet.markup)
      </style>
      </head>
      <body>
      <main>
      <header><h1>\(title)</h1>\(highlights)</header>
      \(sections)
      </main>
      </body>
      </html>

      """
    return page.text
  }

  /// Writes the page to `path`, whole or not at all; what was there is replaced.
  /// - Throws: `WritingError`.
  public func write(to path: String) throws {
    let file = try WholeFile(path)
    try file.append(Data(html.utf8))
    try file.commit()
  }

  private var sections: [Markup] {
    let tables = RunTables(runs: runs)
    return [
      tables.summary, tables.unfinished, SweepChart(runs: runs).section, tables.settings,
      LearningCharts(runs: runs).section, speed, DensePair.section(of: runs.finished),
    ] + runs.confusions
  }

  private var title: String {
    let all = runs.finished.map(\.name) + runs.unfinished.map(\.name)
    return all.count == 1 ? "Run \(all[0])" : "\(all.count) runs compared"
  }

  /// What most readers look for, in a sentence each.
  private var highlights: Markup {
    var sentences: [String] = []
    if let best = runs.finished.min(by: RunSet.isBetter) {
      sentences.append("Best test accuracy: \(NumberText.percent(best.summary.testAccuracy)), \(best.name).")
    }
    let rated = runs.finished.filter { $0.summary.samplesPerSecond.plausible != nil }
    if let fastest = rated.max(by: { $0.summary.samplesPerSecond < $1.summary.samplesPerSecond }) {
      let rate = NumberText.short(fastest.summary.samplesPerSecond)
      sentences.append("Most samples per second: \(rate), \(fastest.name).")
    }
    if !runs.unfinished.isEmpty { sentences.append("Unfinished: \(runs.unfinished.count).") }
    return "<ul class=\"highlights\">\(sentences.map { "<li>\($0)</li>" as Markup })</ul>"
  }

  private var speed: Markup {
    let figures =
      SpeedCharts(runs: runs.featured, byRank: runs.shownByRank).figures
      + [Scaling.figure(of: runs.finished)].compactMap { $0 }
    guard !figures.isEmpty else { return .empty }
    let slow = runs.finished.compactMap { run in
      SlowestRank(of: run.record.ranks).map { "<p class=\"notice\">\($0.sentence(on: run.name))</p>" as Markup }
    }
    return """
      <section><h2>Speed</h2>
      \(Array(slow.prefix(Self.mostNotices)))
      <div class="figures">
      \(figures)
      </div></section>
      """
  }
}
