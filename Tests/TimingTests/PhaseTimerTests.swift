import Testing

@testable import Timing

/// If these fail, the phases of a run no longer add up to its wall time, and every report of where time went is wrong.
@Suite struct PhaseTimerTests {
  @Test func exposedPhasesAddUpToWallTime() {
    let timer = PhaseTimer()
    timer.measure(.forward) { spin(0.01) }
    timer.measure(.backward) { spin(0.02) }
    timer.add(0.005, to: .prune, insteadOf: .backward)
    timer.add(5, to: .exchangeHidden)
    spin(0.01)
    let totals = timer.totals()
    let sum = Phase.allCases.filter(\.isExposed).reduce(0) { $0 + totals.seconds(of: $1) }
    #expect(abs(sum - timer.wallSeconds) < 0.005)
    #expect(totals.seconds(of: .other) >= 0.01)
    #expect(totals.seconds(of: .exchangeHidden) == 5)
  }

  @Test func nestedTimeIsCountedOnce() {
    let timer = PhaseTimer()
    timer.add(3, to: .backward)
    timer.add(1, to: .prune, insteadOf: .backward)
    let totals = timer.totals()
    #expect(totals.seconds(of: .backward) == 2)
    #expect(totals.seconds(of: .prune) == 1)
    #expect(totals.calls(of: .backward) == 1)
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
