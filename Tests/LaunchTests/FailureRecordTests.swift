import TestSupport
import Testing

@testable import sdgp_launch

/// What mpirun of Open MPI 4.1 and 5.0 writes when a job ends badly.
@Suite("Naming the rank that failed first")
struct FailureRecordTests {
  private let dashes = String(repeating: "-", count: 74)

  private func record(_ paragraphs: [String], errors: [Int: String] = [:]) -> FailureRecord {
    var record = FailureRecord { Issue.record("shown though known: \($0)") }
    for (rank, line) in errors { record.note(errorLine: line, rank: rank) }
    for paragraph in paragraphs {
      for line in [dashes] + paragraph.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) + [
        dashes
      ] { record.note(mpirunLine: line) }
    }
    return record
  }

  private let aborted =
    "Primary job  terminated normally, but 1 process returned\na non-zero exit code. Per user-direction, the job has been aborted."

  @Test(
    "A killed rank, with its host and signal, would not be named",
    arguments: [
      "mpirun noticed that process rank 3 with PID 0 on node n2 exited on signal 9 (Killed).",
      "prterun noticed that process rank 3 with PID 139 on node n2 exited on\nsignal 9 (Killed).",
    ])
  func signal(paragraph: String) throws {
    let record = record([aborted, paragraph])
    #expect(record.rank == 3)
    #expect(record.host == "n2")
    #expect(record.end == .signal(number: 9, name: "Killed"))
  }

  @Test(
    "The rank that left with an error code would not be named, or a later one instead",
    arguments: [
      """
      mpirun detected that one or more processes exited with non-zero status, thus causing
      the job to be terminated. The first process to do so was:

        Process name: [[19992,1],2]
        Exit code:    70
      """,
      """
      prterun detected that one or more processes exited with non-zero status,
      thus causing the job to be terminated. The first process to do so was:

         Process name: [prterun-n1-180@1,2]
         Exit code:    70
      """,
    ])
  func exitCode(first: String) {
    let later = "mpirun noticed that process rank 0 with PID 0 on node n1 exited on signal 15 (Terminated)."
    let record = record([aborted, first, later])
    #expect(record.rank == 2)
    #expect(record.end == .exit(code: 70))
  }

  @Test("A rank that left without a word would hide behind a page of mpirun's text")
  func earlyEnd() {
    let record = record([
      "prterun has exited due to process rank 2 with PID 208 on node n1 exiting\nimproperly. There are three reasons"
    ])
    #expect(record.rank == 2)
    #expect(record.end == .exit(code: 0))
  }

  @Test(
    "The rank that called MPI_Abort would not be named",
    arguments: [
      (
        "MPI_ABORT was invoked on rank 1 in communicator MPI_COMM_WORLD\nwith errorcode 70.\n\nNOTE: invoking",
        "rank 1"
      ),
      (
        "prterun has exited due to process rank 1 with PID 0 on node n1 calling\n\"abort\". This may have caused",
        "rank 1 on n1"
      ),
    ])
  func abort(text: String, place: String) throws {
    let record = record([text], errors: [0: "sdgp-dist: a", 1: "sdgp-dist: b"])
    #expect(record.rank == 1)
    let folder = try TemporaryFolder()
    let logs = try RankLogs(directory: folder.path("logs"), keepsOutput: true)
    let words = record.explanation(exitCode: 70, logs: logs)
    #expect(words.first?.hasPrefix("\(place) failed first, with exit code 70; its log: ") == true)
    #expect(words.last == "rank 1 said: sdgp-dist: b")
    // Bad data: rank 0 has shown its own line, and one line is enough.
    #expect(record.explanation(exitCode: 65, logs: logs) == [])
  }

  @Test("A rank that only lost its connection to the failing one would be named for it")
  func cutOff() throws {
    let record = record(
      ["prterun has exited due to process rank 0 with PID 0 on node n1 calling\n\"abort\". This may have caused"],
      errors: [0: "[n1:00000] *** An error occurred in Socket closed", 3: "sdgp-dist: no room"])
    let folder = try TemporaryFolder()
    let words = record.explanation(exitCode: 14, logs: try RankLogs(directory: folder.path("logs"), keepsOutput: true))
    #expect(words.first?.hasPrefix("rank 0 on n1 lost its connection to a rank that failed first; logs: ") == true)
    #expect(words.dropFirst() == ["rank 3 said: sdgp-dist: no room"])
  }

  @Test("The end of a backtrace would stand for the reason")
  func reason() throws {
    var record = record(["mpirun noticed that process rank 1 with PID 0 on node a exited on signal 5 (Trap)."])
    for line in ["Main.swift:1: Fatal error: no room", "", "Backtrace took 0.01s"] {
      record.note(errorLine: line, rank: 1)
    }
    let folder = try TemporaryFolder()
    let words = record.explanation(exitCode: 133, logs: try RankLogs(directory: folder.path("logs"), keepsOutput: true))
    #expect(words.last == "rank 1 said: Main.swift:1: Fatal error: no room")
  }

  @Test("mpirun's words about anything else, as an unreachable host, would be swallowed")
  func otherParagraphs() {
    nonisolated(unsafe) var shown: [String] = []  // the closure runs on this thread only
    var record = FailureRecord { shown.append($0) }
    for line in [
      dashes, "There are not enough slots", "", dashes, "ssh: unknown host", "mpirun: Forwarding signal 10 to job",
    ] {
      record.note(mpirunLine: line)
    }
    #expect(shown == ["There are not enough slots", "ssh: unknown host"])
    #expect(record.rank == nil)
  }
}
