import Files
import Foundation

/// What rank 0 shows while a run goes on: one line that is redrawn on a terminal, plain lines elsewhere.
public final class Console {
  private let isTerminal: Bool
  private let isQuiet: Bool
  private var lineIsOpen = false
  private var lastDrawn = Date.distantPast

  /// - Parameter isSilent: nothing is shown at all, as on every rank but the first and with `--quiet`.
  public init(isSilent: Bool) {
    isQuiet = isSilent
    isTerminal = Self.isWatched
  }

  /// Whether someone sees a redrawn line. Under mpirun every rank has a pseudo-terminal of its own, so that what counts
  /// is mpirun's standard output.
  private static var isWatched: Bool {
    let environment = ProcessInfo.processInfo.environment
    if let said = environment["SDGP_TERMINAL"] { return said == "1" }  // by sdgp-launch
    guard isatty(STDOUT_FILENO) == 1, environment["TERM"] != "dumb" else { return false }
    guard environment["OMPI_COMM_WORLD_RANK"] != nil else { return true }
    let output = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(getppid())/fd/1")
    return output?.hasPrefix("/dev/pts/") ?? false || output?.hasPrefix("/dev/tty") ?? false
  }

  /// Whether `progress(_:)` redraws a line, so that it may be called at every step.
  public var redraws: Bool { isTerminal && !isQuiet }

  /// Shows a line for good.
  public func line(_ text: String) {
    guard !isQuiet else { return }
    write((lineIsOpen ? "\r\u{1B}[K" : "") + text + "\n")
    lineIsOpen = false
  }

  /// Redraws the progress line, ten times a second at most; does nothing away from a terminal.
  public func progress(_ text: @autoclosure () -> String) {
    guard redraws, Date().timeIntervalSince(lastDrawn) > 0.1 else { return }
    lastDrawn = Date()
    write("\r\u{1B}[K" + text())
    lineIsOpen = true
  }

  /// Says something on standard error that does not stop the run.
  public func warning(_ text: String) {
    guard !isQuiet else { return }
    StandardStream.error.writeIfPossible((lineIsOpen ? "\n" : "") + "sdgp-dist: warning: " + text + "\n")
    lineIsOpen = false
  }

  /// A training goes on where nobody can see it.
  private func write(_ text: String) { StandardStream.output.writeIfPossible(text) }
}
