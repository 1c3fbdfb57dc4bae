import Files

/// The runs of a page, in the order in which it shows them.
struct RunSet {
  let finished: [FinishedRun]
  let unfinished: [RunRecord]
  /// Whether there are too many runs to look at one by one: then the best come first.
  let isSweep: Bool
  /// The settings that are not the same in all finished runs.
  let differing: [String]

  static let handful = 6
  /// Only so many runs get a line of their own colour.
  private static let mostFeatured = SeriesStyle.colours
  private static let mostByRank = 3

  init(_ records: [RunRecord]) {
    let finished = records.compactMap(FinishedRun.init)
    isSweep = records.count > Self.handful
    self.finished = isSweep ? finished.sorted(by: Self.isBetter) : finished
    unfinished = records.filter { $0.summary == nil }
    differing = RunSettings.differing(in: finished.map(\.record.settings))
  }

  /// By accuracy; the faster one of equal ones.
  static func isBetter(_ first: FinishedRun, _ second: FinishedRun) -> Bool {
    let (one, other) = (first.summary, second.summary)
    if one.testAccuracy != other.testAccuracy { return one.testAccuracy > other.testAccuracy }
    return one.wallSeconds != other.wallSeconds
      ? one.wallSeconds < other.wallSeconds : first.name < second.name
  }

  /// The finished runs that charts show one by one.
  var featured: [FinishedRun] { Array(finished.prefix(Self.mostFeatured)) }

  /// The runs whose ranks are drawn: all of a handful, of a sweep the best and those that wait for a slow rank.
  var shownByRank: [FinishedRun] {
    guard isSweep else { return finished }
    let slow = finished.dropFirst(Self.mostByRank).filter { SlowestRank(of: $0.record.ranks) != nil }
    return Array(finished.prefix(Self.mostByRank) + slow.prefix(Self.mostByRank))
  }

  /// The runs whose curves are drawn, each with its look.
  var curves: [(run: RunRecord, style: SeriesStyle)] {
    let runs = (featured.map(\.record) + unfinished).prefix(Self.mostFeatured)
    return runs.enumerated().map { ($1, SeriesStyle(number: $0)) }
  }

  /// The tables of the runs whose confusion was written.
  var confusions: [Markup] {
    featured.compactMap { run in run.record.confusion?.section(run: run.name) }
  }

  /// Says which runs the charts show where they do not show all.
  var featuredNote: String? {
    featured.count < finished.count
      ? "Charts of single runs show the \(featured.count) most accurate of \(finished.count) runs." : nil
  }
}
