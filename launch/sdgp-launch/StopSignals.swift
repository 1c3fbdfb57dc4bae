import Files
import Foundation

/// SIGINT, SIGTERM, SIGUSR1 and SIGHUP as bytes in a pipe, so that one loop can wait for them and for output.
final class StopSignals {
  /// Becomes readable when a signal has come.
  let descriptor: Int32
  private var received: [Int32] = []

  // Written once, before the handlers that read it are installed; a handler can capture nothing.
  nonisolated(unsafe) private static var writeEnd: Int32 = -1

  /// Installs the handlers, for as long as the program runs.
  init() {
    var ends: [Int32] = [0, 0]
    precondition(pipe(&ends) == 0, "A pipe can be made.")
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    descriptor = ends[0]
    Self.writeEnd = ends[1]
    // Whoever started the program may have blocked them.
    var handled = sigset_t()
    sigemptyset(&handled)
    for number in InheritedSignals.heeded([SIGINT, SIGTERM, SIGUSR1, SIGHUP]) {
      sigaddset(&handled, number)
      signal(number) { number in
        var byte = UInt8(truncatingIfNeeded: number)
        _ = write(StopSignals.writeEnd, &byte, 1)
      }
    }
    pthread_sigmask(SIG_UNBLOCK, &handled, nil)
  }

  /// Waits; false as soon as a signal comes.
  func sleep(seconds: Double) -> Bool {
    var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    // Negative where a signal has interrupted it.
    return poll(&polled, 1, Int32(seconds * 1000)) == 0
  }

  /// The signals that have come since the last call.
  func next() -> [Int32] {
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = max(0, read(descriptor, &bytes, bytes.count))
    let new = bytes.prefix(count).map(Int32.init)
    received += new
    return new
  }

  /// Whether any signal has come so far.
  var wasAskedToStop: Bool {
    _ = next()
    return !received.isEmpty
  }
}
