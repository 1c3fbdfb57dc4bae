import Files
import Foundation
import Synchronization

/// SIGINT, SIGTERM, SIGUSR1 and SIGHUP as the wish to stop, on which the ranks agree with each step.
public enum StopSignal {
  private static let wasReceived = Atomic<Bool>(false)
  private static let interrupts = Atomic<Int>(0)

  /// Whether one has come to this rank.
  static var hasCome: Bool { wasReceived.load(ordering: .relaxed) }

  /// Installs the handlers, for as long as the program runs. A second SIGINT ends the process.
  public static func install() {
    // Made now: a handler must not be the first to touch them.
    _ = (hasCome, interrupts.load(ordering: .relaxed))
    for number in InheritedSignals.heeded([SIGINT, SIGTERM, SIGUSR1, SIGHUP]) {
      signal(number) { number in
        StopSignal.wasReceived.store(true, ordering: .relaxed)
        guard number == SIGINT, StopSignal.interrupts.wrappingAdd(1, ordering: .relaxed).newValue > 1 else { return }
        signal(SIGINT, SIG_DFL)
        raise(SIGINT)
      }
    }
  }
}
