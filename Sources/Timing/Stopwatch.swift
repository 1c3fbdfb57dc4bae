/// Seconds since a moment, from the monotonic clock.
public struct Stopwatch: Sendable {
  private let start: ContinuousClock.Instant

  /// Starts now.
  public init() { start = ContinuousClock.now }

  public var seconds: Double {
    let (whole, fraction) = (ContinuousClock.now - start).components
    return Double(whole) + Double(fraction) * 1e-18
  }
}
