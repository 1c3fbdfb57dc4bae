import Synchronization

/// A counter that several threads take numbers from.
final class SharedCounter: Sendable {
  private let next = Atomic<Int>(0)

  /// The next number, or nil once `limit` is reached.
  func take(below limit: Int) -> Int? {
    let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
    return index < limit ? index : nil
  }
}
