import Files
import Foundation

/// Which failures starting again can mend.
enum RestartRule {
  /// Wrong use, bad data and impossible settings stay wrong, a program that is missing or cannot run on a processor
  /// stays so, and a job that a signal stopped was meant to stop.
  static func allows(exitCode: Int32) -> Bool {
    ![
      0, ExitStatus.wrongUse, ExitStatus.badData, ExitStatus.stopped, ExitStatus.impossibleSettings, 126, 127,
      128 + SIGILL,
    ].contains(exitCode)
  }

  /// Seconds to wait before attempt number `attempt` (1 is the first restart): what made the job fail may need time.
  static func pause(beforeAttempt attempt: Int) -> Double { min(60, Double(1 << min(attempt - 1, 6))) }

  /// The step of the newest checkpoint in an output folder; 0 where there is none.
  static func newestCheckpoint(in folder: String) -> Int {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder + "/checkpoints")) ?? []
    return names.compactMap { $0.hasPrefix("step-") ? Int($0.dropFirst(5)) : nil }.max() ?? 0
  }

  /// Whether an attempt that had found `before` in the output folder began its run there and made a step.
  static func hasProgressed(since before: RunRecord?, in folder: String) -> Bool {
    guard let now = RunRecord(folder: folder), now != before else { return false }
    return lastStep(in: folder) > now.continuedFrom
  }

  /// The last step in an output folder's metrics; 0 where there is none.
  static func lastStep(in folder: String) -> Int {
    struct Line: Decodable { var step: Int }
    guard let file = FileHandle(forReadingAtPath: folder + "/metrics.jsonl") else { return 0 }
    // A few lines from the end are enough; the last one may be cut off.
    let end = (try? file.seekToEnd()) ?? 0
    try? file.seek(toOffset: end - min(end, 4096))
    let lines = ((try? file.readToEnd()) ?? Data()).split(separator: 0x0A)
    return lines.compactMap { try? JSONDecoder().decode(Line.self, from: $0).step }.last ?? 0
  }
}
