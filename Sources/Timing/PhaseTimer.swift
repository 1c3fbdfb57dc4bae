/// Adds up what one rank spends on each phase of a run. Nothing is allocated after creation.
public final class PhaseTimer {
  private var secondsByPhase = [Double](repeating: 0, count: Phase.allCases.count)
  private var callsByPhase = [Int](repeating: 0, count: Phase.allCases.count)
  private let run = Stopwatch()
  private var earlierSeconds = 0.0

  public init() {}

  /// Runs `body` and counts its time as `phase`.
  public func measure<Result, Failure: Error>(
    _ phase: Phase, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let stopwatch = Stopwatch()
    defer { add(stopwatch.seconds, to: phase) }
    return try body()
  }

  /// Counts `seconds` as `phase`; with another phase given, takes them away from there, because they were measured
  /// inside it.
  public func add(_ seconds: Double, to phase: Phase, insteadOf outer: Phase? = nil) {
    secondsByPhase[phase.index] += seconds
    callsByPhase[phase.index] += 1
    if let outer { secondsByPhase[outer.index] -= seconds }
  }

  /// Adds what a run took before it was continued.
  public func add(earlier totals: PhaseTotals) {
    for phase in Phase.allCases {
      callsByPhase[phase.index] += totals.calls(of: phase)
      if phase.isExposed { earlierSeconds += totals.seconds(of: phase) }
      // What no phase has of the wall time becomes `other` again.
      if phase != .other { secondsByPhase[phase.index] += totals.seconds(of: phase) }
    }
  }

  /// Seconds since the timer was made, and those added from before.
  public var wallSeconds: Double { earlierSeconds + run.seconds }

  /// Seconds and calls of every phase. `other` is what is left of the wall time.
  public func totals() -> PhaseTotals {
    var totals = PhaseTotals(seconds: secondsByPhase, calls: callsByPhase)
    let named = Phase.allCases.filter { $0.isExposed && $0 != .other }.reduce(0) { $0 + secondsByPhase[$1.index] }
    totals.seconds[Phase.other.index] = max(0, wallSeconds - named)
    return totals
  }
}

extension Phase {
  /// The phase's place in `allCases`.
  var index: Int { Phase.allCases.firstIndex(of: self)! }
}
