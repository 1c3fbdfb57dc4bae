import Files
import Foundation
import Logging

/// What rank 0 shows while a run goes on: one line that is redrawn on a terminal, plain lines now and then elsewhere.
public final class Console {
  private let isTerminal: Bool
  private let isQuiet: Bool
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
    return environment["OMPI_COMM_WORLD_RANK"] == nil || launchersTerminal != nil
  }

  /// The terminal that mpirun, or sdgp-launch before it, writes to, where that runs on this host: its width is asked for
  /// at each drawing, since it may change.
  private static let launchersTerminal: Int32? = {
    var process = getppid()
    for _ in 0..<4 where process > 1 {
      if let output = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/fd/1"),
        output.hasPrefix("/dev/pts/") || output.hasPrefix("/dev/tty")
      {
        let descriptor = open(output, O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
        return descriptor >= 0 ? descriptor : nil
      }
      guard let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8),
        let line = status.split(separator: "\n").first(where: { $0.hasPrefix("PPid:") }),
        let parent = pid_t(line.dropFirst(5).trimmingCharacters(in: .whitespaces))
      else { return nil }
      process = parent
    }
    return nil
  }()

  /// What sdgp-launch says of its terminal: characters of a line, 0 without one; nil where it did not start this rank.
  private static var columnsOfLauncher: Int? {
    ProcessInfo.processInfo.environment["SDGP_TERMINAL"].flatMap { Int($0) }
  }

  /// Characters of a line of the terminal now.
  private static var columns: Int {
    let isStarted = ProcessInfo.processInfo.environment["OMPI_COMM_WORLD_RANK"] != nil
    var size = winsize()
    let terminal = isStarted ? launchersTerminal : STDOUT_FILENO
    if let terminal, ioctl(terminal, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
    return columnsOfLauncher ?? 80
  }

  /// Shows a line for good.
  public func line(_ text: String) {
    logger?.info("\(text)")
    guard !isQuiet else { return }
    write((StandardStream.hasOpenLine ? StandardStream.eraseLine : "") + text + "\n")
    StandardStream.hasOpenLine = false
  }

  /// Redraws the progress line, ten times a second at most; away from a terminal a plain line every ten seconds.
  ///
  /// - Parameter text: at most as many characters as it is told.
  public func progress(_ text: (Int) -> String) {
    guard !isQuiet, Date().timeIntervalSince(lastDrawn) > (isTerminal ? 0.1 : 10) else { return }
    lastDrawn = Date()
    if isTerminal {
      // The last column is left out: some terminals begin a new line after it.
      write(StandardStream.eraseLine + text(max(1, Self.columns - 1)))
    } else {
      write(text(.max) + "\n")
    }
    StandardStream.hasOpenLine = isTerminal
  }

  /// Says something on standard error that does not stop the run.
  public func warning(_ text: String) {
    // The launcher writes what stands on standard error into the log itself; a quiet run writes nothing there.
    if isQuiet || Self.columnsOfLauncher == nil { logger?.warning("\(text)") }
    guard !isQuiet else { return }
    StandardStream.error.writeIfPossible("sdgp-dist: warning: " + text + "\n")
  }

  /// A training goes on where nobody can see it.
  private func write(_ text: String) { StandardStream.output.writeIfPossible(text) }
}
