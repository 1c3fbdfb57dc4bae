import Testing

@testable import Timing

/// If these fail, the phases of a run no longer add up to its wall time, and every report of where time went is wrong.
@Suite struct PhaseTimerTests {
  @Test func exposedPhasesAddUpToWallTime() {
    let wall = Stopwatch()
    let timer = PhaseTimer()
    timer.measure(.forward) { spin(0.01) }
    timer.measure(.backward) { spin(0.02) }
    timer.add(5, to: .exchangeHidden)
    spin(0.01)
    let before = wall.seconds
    let totals = timer.totals()
    #expect((before - 0.001...wall.seconds).contains(totals.wallSeconds))
    #expect(totals.seconds(of: .forward) >= 0.01 && totals.seconds(of: .backward) >= 0.02)
    #expect(totals.seconds(of: .other) >= 0.01)
    #expect(totals.seconds(of: .exchangeHidden) == 5)
  }

  @Test func nestedTimeIsCountedOnceAlsoWhereTheInnerSpanFails() {
    struct Fault: Error {}
    let timer = PhaseTimer()
    timer.trace = SpanRecorder(capacity: 2)
    try? timer.measure(.backward) {
      spin(0.01)
      try timer.measure(.prune) {
        spin(0.03)
        throw Fault()
      }
    }
    timer.measure(.data) {}
    let totals = timer.totals()
    #expect(totals.seconds(of: .prune) >= 0.03)
    #expect(totals.seconds(of: .backward) >= 0.01)
    #expect(totals.calls(of: .backward) == 1 && totals.calls(of: .prune) == 1 && totals.calls(of: .data) == 1)
    let spans = timer.trace!.spans
    #expect(
      spans.map(\.phase) == [.prune, .backward], "The trace holds spans in the order of their ends, and no more.")
    #expect(spans[1].start <= spans[0].start && spans[0].end <= spans[1].end)
    #expect(
      abs(Double(spans[1].end - spans[1].start) * 1e-9 - totals.seconds(of: .prune) - totals.seconds(of: .backward))
        < 1e-6)
  }

  @Test func aTimerThatIsOffMeasuresNothing() {
    let timer = PhaseTimer()
    timer.isOn = false
    timer.measure(.forward) { spin(0.001) }
    #expect(timer.totals().calls(of: .forward) == 0 && timer.totals().seconds(of: .forward) == 0)
  }

  @Test func namesAreThoseOfTheFiles() {
    #expect(
      Phase.allCases.map(\.name) == [
        "data", "forward", "backward", "backward_dense", "backward_pruned", "prune", "exchange_exposed",
        "exchange_hidden", "optimizer", "evaluate", "checkpoint", "other",
      ])
  }

  @Test func spreadCoversAllRanks() {
    let ranks = [1.0, 2, 6].map { value in
      PhaseTotals(
        seconds: Phase.allCases.map { _ in value }, calls: Phase.allCases.map { _ in 1 })
    }
    let spread = PhaseSpread.summary(of: ranks)
    #expect(spread.count == Phase.allCases.count)
    #expect(spread["prune"] == PhaseSpread(over: [1, 2, 6]))
    #expect(spread["prune"]?.mean == 3 && spread["prune"]?.min == 1 && spread["prune"]?.max == 6)
  }

  private func spin(_ seconds: Double) {
    let stopwatch = Stopwatch()
    while stopwatch.seconds < seconds {}
  }
}
