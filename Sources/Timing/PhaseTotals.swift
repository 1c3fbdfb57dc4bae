/// What one rank spent on each phase, in the order of `Phase.allCases`.
public struct PhaseTotals: Sendable {
  public var seconds: [Double]
  public var calls: [Int]

  public init(seconds: [Double], calls: [Int]) {
    precondition(seconds.count == Phase.allCases.count && calls.count == seconds.count, "One entry a phase.")
    self.seconds = seconds
    self.calls = calls
  }

  public func seconds(of phase: Phase) -> Double { seconds[phase.rawValue] }
  public func calls(of phase: Phase) -> Int { calls[phase.rawValue] }

  /// Seconds of a rank's own work.
  public var workSeconds: Double { Phase.allCases.filter(\.isOwnWork).reduce(0) { $0 + seconds(of: $1) } }

  /// Seconds of all phases that take time of their own.
  public var wallSeconds: Double { Phase.allCases.filter(\.isExposed).reduce(0) { $0 + seconds(of: $1) } }
}
