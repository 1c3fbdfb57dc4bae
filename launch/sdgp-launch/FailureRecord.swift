import Files
import Foundation

/// Which rank failed first and how, by what mpirun and the ranks wrote on standard error.
///
/// mpirun explains every end of a job in paragraphs between lines of dashes. Those about a rank are read and
/// replaced by one sentence; all others (no such host, too few slots) are shown as they are.
struct FailureRecord {
  /// How a rank ended.
  enum End: Equatable {
    case signal(number: Int, name: String)
    case exit(code: Int32)
    /// By MPI_Abort, with the job's exit code (Open MPI 5 names no other).
    case abort
  }

  private(set) var rank: Int?
  private(set) var host: String?
  private(set) var end: End?
  /// When mpirun, or a rank that ends the job because others keep it waiting, spoke of a failure for the first time.
  private(set) var since: Date?
  private var lastErrorLine: [Int: String] = [:]
  private var explained: Set<Int> = []
  /// Ranks that Open MPI 5 ended because another's connection closed, possibly before it knew why.
  private var cutOff: Set<Int> = []
  private var paragraph: [String]?
  private let show: (String) -> Void

  /// - Parameter show: what happens to a line of mpirun's that says something new.
  init(show: @escaping (String) -> Void = { StandardStream.error.writeIfPossible($0 + "\n") }) { self.show = show }

  mutating func note(errorLine line: String, rank: Int) {
    if line.contains("*** An error occurred in Socket closed") { cutOff.insert(rank) }
    // A backtrace follows the line that says what went wrong, and says less.
    let explains = ["sdgp-dist: ", "Fatal error: ", "💣 "].contains { line.hasPrefix($0) || line.contains(": " + $0) }
    if explains { explained.insert(rank) }
    if line.hasPrefix("sdgp-dist: rank \(rank): "), line.contains("no sum after") { since = since ?? Date() }
    if explains || (!line.isEmpty && !explained.contains(rank)) { lastErrorLine[rank] = line }
  }

  mutating func note(mpirunLine line: String) {
    if line.hasPrefix("----------") {
      if let text = paragraph {
        paragraph = nil
        if !read(paragraph: text.joined(separator: "\n")) { text.filter { !$0.isEmpty }.forEach(show) }
      } else {
        paragraph = []
      }
    } else if paragraph != nil {
      paragraph?.append(line)
    } else if !line.isEmpty, !Self.isRoutine(line) {
      show(line)
    }
  }

  /// Whether the paragraph is about a rank's end, which is then noted, the first one for good.
  private mutating func read(paragraph text: String) -> Bool {
    // Open MPI 5 breaks its lines in other places.
    let text = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    if let match = text.firstMatch(
      of: /process rank (\d+) with PID \d+ on node (\S+) exited on signal (\d+) \(([^)]*)\)/)
    {
      note(rank: match.1, host: String(match.2), end: .signal(number: Int(match.3) ?? 0, name: String(match.4)))
    } else if let match = text.firstMatch(of: /Process name: \[\S+,(\d+)\] Exit code: (\d+)/) {
      note(rank: match.1, host: nil, end: .exit(code: Int32(match.2) ?? 0))
    } else if let match = text.firstMatch(of: /MPI_ABORT was invoked on rank (\d+) .* with errorcode (\d+)/) {
      note(rank: match.1, host: nil, end: .exit(code: Int32(match.2) ?? 0))
    } else if let match = text.firstMatch(
      of: /has exited due to process rank (\d+) with PID \d+ on node (\S+) (calling|exiting)/)
    {
      note(rank: match.1, host: String(match.2), end: match.3 == "calling" ? .abort : .exit(code: 0))
    } else {
      // The end of the ssh to a host, or of the daemon there.
      if text.contains("unable to reliably start one or more daemons") || text.contains("lost communication with") {
        since = since ?? Date()
      }
      return text.hasPrefix("Primary job terminated normally")
    }
    return true
  }

  private mutating func note(rank: Substring, host: String?, end: End) {
    since = since ?? Date()
    guard self.rank == nil else { return }
    self.rank = Int(rank)
    self.host = host
    self.end = end
  }

  private static func isRoutine(_ line: String) -> Bool {
    line.hasPrefix("mpirun: Forwarding signal") || line.contains("total processes killed")
      || line.contains("more processes have sent help message") || line.contains("orte_base_help_aggregate")
  }

  /// What there is to say beyond what rank 0 has shown: nothing after a deliberate end that it explained itself.
  func explanation(exitCode: Int32, logs: RankLogs) -> [String] {
    if exitCode == ExitStatus.stopped { return [] }
    let failed = rank ?? explained.min() ?? 0
    let words = failed == 0 ? nil : lastErrorLine[failed].map { "rank \(failed) said: \($0)" }
    let deliberate: [Int32] = [
      ExitStatus.wrongUse, ExitStatus.badData, ExitStatus.inputOutput, ExitStatus.impossibleSettings,
    ]
    if deliberate.contains(exitCode) { return lastErrorLine[0] == nil ? [words].compactMap(\.self) : [] }
    guard let rank, let end else {
      return ["mpirun ended with exit code \(exitCode); logs: \(logs.directory)"] + [words].compactMap(\.self)
    }
    let place = host.map { "rank \(rank) on \($0)" } ?? "rank \(rank)"
    if end == .abort, cutOff.contains(rank) {
      return ["\(place) lost its connection to a rank that failed first; logs: \(logs.directory)"]
        + explained.sorted().compactMap { other in lastErrorLine[other].map { "rank \(other) said: \($0)" } }
    }
    let manner =
      switch end {
      case .signal(let number, let name): "by signal \(number) (\(name))"
      case .exit(let code): "with exit code \(code)"
      case .abort: "with exit code \(exitCode)"
      }
    return ["\(place) failed first, \(manner); its log: \(logs.path(ofRank: rank))"] + [words].compactMap(\.self)
  }
}
