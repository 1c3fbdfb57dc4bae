import Synchronization

/// The phase that a rank is in, for another thread to read at any time.
public final class CurrentPhase: Sendable {
  private let number = Atomic(Phase.other.rawValue)

  public init() {}

  public var phase: Phase { Phase(rawValue: number.load(ordering: .relaxed)) ?? .other }

  @inline(__always)
  func change(to phase: Phase) { number.store(phase.rawValue, ordering: .relaxed) }
}
