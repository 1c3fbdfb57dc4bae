import Foundation
import TestSupport
import Testing

/// A training of the digits by two ranks under the built launcher, into the folder `run`, to be disturbed.
struct LaunchedTraining {
  let job: LaunchedJob
  private let folder: TemporaryFolder

  init(in folder: TemporaryFolder, launcher: [String] = [], _ options: [String]) throws {
    self.folder = folder
    let arguments = ["train", "--data", "digits", "--prune", "none", "--output", "run"] + options
    job = try LaunchedJob(folder: folder, arguments: ["-n", "2"] + launcher + ["--"] + arguments)
  }

  /// The steps in the metrics, in order.
  static func steps(in folder: TemporaryFolder) -> [Int] {
    struct Line: Decodable {
      var step: Int
      var loss: Double?
    }
    let lines = ((try? folder.text("run/metrics.jsonl")) ?? "").split(separator: "\n")
    return lines.compactMap { line in
      let line = try? JSONDecoder().decode(Line.self, from: Data(line.utf8))
      return line?.loss == nil ? nil : line?.step
    }
  }

  /// Waits until step `step` stands in the metrics, written by processes other than `earlier`.
  ///
  /// - Returns: the ranks' processes.
  func processes(atStep step: Int, after earlier: [pid_t] = []) throws -> [pid_t] {
    try #require(
      LaunchedJob.wait {
        // A rank names itself after the metrics were cut back to the checkpoint that it continues from.
        let processes = (0..<2).compactMap(process)
        return processes.count == 2 && Set(processes).isDisjoint(with: earlier)
          && Self.steps(in: folder).last ?? 0 >= step
      }, "No step \(step) was made.")
    return (0..<2).compactMap(process)
  }

  /// The latest process of `rank`, by its log.
  private func process(ofRank rank: Int) -> pid_t? {
    let words = ((try? folder.text("run/logs/rank-\(rank).log")) ?? "").split { " ,\n".contains($0) }
    return words.lastIndex(of: "process").flatMap { $0 + 1 < words.count ? pid_t(words[$0 + 1]) : nil }
  }

  /// The process that started `process`.
  static func parent(of process: pid_t) throws -> pid_t {
    let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("PPid:") })
    return try #require(pid_t(line.dropFirst(5).trimmingCharacters(in: .whitespaces)))
  }
}
