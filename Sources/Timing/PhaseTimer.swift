/// Adds up what one rank spends on each phase of a run. Nothing is allocated after creation.
///
/// A span inside another takes its time from it, so that each moment counts once. One thread uses a timer.
public final class PhaseTimer {
  /// Whether spans are measured; without, all time is `other`.
  public var isOn = true
  /// Takes each span that ends; nil where nobody wants a trace.
  public var trace: SpanRecorder?

  /// The phase of the moment, for other threads.
  public let currentPhase = CurrentPhase()

  private var nanoseconds = [Int64](repeating: 0, count: Phase.allCases.count)
  private var calls = [Int](repeating: 0, count: Phase.allCases.count)
  private var current = Phase.other
  private var lastSwitch = MonotonicClock.nanoseconds

  public init() {}

  /// Runs `body` and counts its time as `phase`. Costs two readings of the clock.
  @inline(__always)
  public func measure<Result, Failure: Error>(
    _ phase: Phase, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    guard isOn else { return try body() }
    let outer = current
    let start = change(to: phase)
    defer { end(phase, start: start, outer: outer) }
    return try body()
  }

  /// Adds what ran beside the phases, or before a run was continued.
  public func add(_ seconds: Double, to phase: Phase, calls: Int = 1) {
    nanoseconds[phase.rawValue] += Int64(seconds * 1e9)
    self.calls[phase.rawValue] += calls
  }

  /// Seconds of all phases that take time of their own: since the timer was made, and those added from before.
  public var wallSeconds: Double { totals().wallSeconds }

  /// Seconds and calls of every phase until now.
  public func totals() -> PhaseTotals {
    change(to: current)
    return PhaseTotals(seconds: nanoseconds.map { Double($0) * 1e-9 }, calls: calls)
  }

  /// Counts the time since the last change as the phase that was, and returns the time of the change.
  @discardableResult
  private func change(to phase: Phase) -> Int64 {
    let now = MonotonicClock.nanoseconds
    nanoseconds[current.rawValue] &+= now &- lastSwitch
    lastSwitch = now
    current = phase
    currentPhase.change(to: phase)
    return now
  }

  private func end(_ phase: Phase, start: Int64, outer: Phase) {
    let now = change(to: outer)
    calls[phase.rawValue] &+= 1
    trace?.record(phase, start: start, end: now)
  }
}
