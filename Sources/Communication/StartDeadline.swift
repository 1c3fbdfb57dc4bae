import Foundation

/// Ends this process where the ranks do not find each other in time: before they have, no rank can ask who is late.
///
/// `@unchecked Sendable`: `hasEnded` is guarded by `condition`.
final class StartDeadline: @unchecked Sendable {
  private let condition = NSCondition()
  private var hasEnded = false

  init(seconds: Double) {
    let thread = Thread { [self] in
      let end = Date(timeIntervalSinceNow: seconds)
      condition.lock()
      while !hasEnded, condition.wait(until: end) {}
      let isLate = !hasEnded
      condition.unlock()
      guard isLate else { return }
      let text =
        "sdgp-dist: the ranks have not found each other after \(seconds) s; look for one that is stopped or cannot be "
        + "reached, or raise SDGP_START_SECONDS\n"
      FileHandle.standardError.write(Data(text.utf8))
      // MPI may be in the middle of its start, so that nothing of it can be called; mpirun ends the others.
      _exit(70)
    }
    thread.name = "start deadline"
    thread.start()
  }

  /// The ranks have found each other.
  func end() {
    condition.withLock {
      hasEnded = true
      condition.signal()
    }
  }
}
