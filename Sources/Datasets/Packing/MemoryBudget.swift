import Foundation

/// Memory that threads share: who wants more than is left waits, but for one, which could else never go on. So what all
/// take together stays below the budget and the largest single share.
///
/// `@unchecked Sendable`: the mutable state, that of the shares included, is used under `condition`.
final class MemoryBudget: @unchecked Sendable {
  /// What one thread has taken.
  final class Share {
    fileprivate var bytes = 0
  }

  private let condition = NSCondition()
  private let bytes: Int
  private var taken = 0
  /// The share that may go beyond the budget.
  private var beyond: Share?

  init(bytes: Int) { self.bytes = bytes }

  /// Takes `bytes`, once there is room.
  func take(_ bytes: Int) -> Share {
    let share = Share()
    grow(share, by: bytes)
    return share
  }

  /// Takes `more` bytes for `share`, once there is room.
  func grow(_ share: Share, by more: Int) {
    condition.lock()
    defer { condition.unlock() }
    while taken + more > bytes && beyond != nil && beyond !== share { condition.wait() }
    if taken + more > bytes { beyond = share }
    share.bytes += more
    taken += more
  }

  /// Gives all of `share` back.
  func give(_ share: Share) {
    condition.lock()
    defer { condition.unlock() }
    taken -= share.bytes
    if beyond === share { beyond = nil }
    condition.broadcast()
  }
}
