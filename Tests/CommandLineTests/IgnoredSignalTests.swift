import Foundation
import TestSupport
import Testing

/// If these fail, a training that `nohup` or a script's `&` started ends with its user's session, or cannot be ended.
@Suite struct IgnoredSignalTests {
  private static let starts = ["$PROGRAM", "\(BuiltProgram.url("sdgp-launch").path) -n 2 --bind none --quiet --"]

  /// Runs a training that ignores `ignored` from its start on, sends it `signals`, and gives its exit code.
  private func code(_ start: String, ignoring ignored: String, sending signals: [String], steps: Int) throws -> Int32 {
    let folder = try TemporaryFolder()
    // A test's thread blocks signals, and what it starts would too.
    var (none, before) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    let sendings = signals.map { "kill -\($0) $!" }.joined(separator: "; ")
    return try Program(
      shell: """
        (trap '' \(ignored); exec \(start) train --batch-size 8 --epochs 100000 --steps \(steps) --quiet \
          --evaluate-every 100 --output \(folder.path("run"))) &
        until [ -s \(folder.path("run"))/metrics.jsonl ] || ! kill -0 $!; do sleep 0.02; done
        \(sendings)
        wait $!
        """
    ).exitCode
  }

  @Test(arguments: starts, ["HUP", "INT"]) func whatWasIgnoredStaysSo(start: String, signal: String) throws {
    #expect(try code(start, ignoring: signal, sending: [signal, signal], steps: 300) == 0)
  }

  @Test(arguments: starts, ["TERM", "USR1"]) func otherSignalsStopIt(start: String, signal: String) throws {
    #expect(try code(start, ignoring: "HUP INT", sending: ["HUP", "INT", signal], steps: 1_000_000) == 75)
  }
}
