import Files
import Foundation
import Logging

/// What rank 0 shows while a run goes on: one line that is redrawn on a terminal, plain lines now and then elsewhere.
public final class Console {
  private let isTerminal: Bool
  private let isQuiet: Bool
  private var lineIsOpen = false
  private var lastDrawn = Date()
  /// Takes the lines too, on every rank and with `--quiet`.
  var logger: Logger?

  /// - Parameter isSilent: nothing is shown at all, as on every rank but the first and with `--quiet`.
  public init(isSilent: Bool) {
    isQuiet = isSilent
    isTerminal = Self.isWatched
  }

  /// Whether someone sees a redrawn line. Under mpirun every rank has a pseudo-terminal of its own, so that what counts
  /// is mpirun's standard output.
  private static var isWatched: Bool {
    let environment = ProcessInfo.processInfo.environment
    if let columns = columnsOfLauncher { return columns > 0 }
    guard isatty(STDOUT_FILENO) == 1, environment["TERM"] != "dumb" else { return false }
    guard environment["OMPI_COMM_WORLD_RANK"] != nil else { return true }
    let output = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(getppid())/fd/1")
    return output?.hasPrefix("/dev/pts/") ?? false || output?.hasPrefix("/dev/tty") ?? false
  }

  /// What sdgp-launch says of its terminal: characters of a line, 0 without one; nil where it did not start this rank.
  private static var columnsOfLauncher: Int? {
    ProcessInfo.processInfo.environment["SDGP_TERMINAL"].flatMap { Int($0) }
  }

  /// Characters of a line of the terminal now.
  private static var columns: Int {
    if let columnsOfLauncher { return columnsOfLauncher }
    var size = winsize()
    return ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
  }

  /// Shows a line for good.
  public func line(_ text: String) {
    logger?.info("\(text)")
    guard !isQuiet else { return }
    write((lineIsOpen ? "\r\u{1B}[K" : "") + text + "\n")
    lineIsOpen = false
  }

  /// Redraws the progress line, ten times a second at most; away from a terminal a plain line every ten seconds.
  ///
  /// - Parameter text: at most as many characters as it is told.
  public func progress(_ text: (Int) -> String) {
    guard !isQuiet, Date().timeIntervalSince(lastDrawn) > (isTerminal ? 0.1 : 10) else { return }
    lastDrawn = Date()
    if isTerminal {
      // The last column is left out: some terminals begin a new line after it.
      write("\r\u{1B}[K" + text(Self.columns - 1))
    } else {
      write(text(.max) + "\n")
    }
    lineIsOpen = isTerminal
  }

  /// Says something on standard error that does not stop the run.
  public func warning(_ text: String) {
    // The launcher writes what stands on standard error into the log itself.
    if Self.columnsOfLauncher == nil { logger?.warning("\(text)") }
    guard !isQuiet else { return }
    StandardStream.error.writeIfPossible((lineIsOpen ? "\n" : "") + "sdgp-dist: warning: " + text + "\n")
    lineIsOpen = false
  }

  /// A training goes on where nobody can see it.
  private func write(_ text: String) { StandardStream.output.writeIfPossible(text) }
}
