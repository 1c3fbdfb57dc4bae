import Foundation
import TestSupport
import Testing

/// The built launcher with the real mpirun and the real program, of which one rank stops working in mid-training.
@Suite("Ranks that fail in training", .serialized)
struct FailingRankTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Starts a run of two ranks that would go on for long, and waits until it trains.
  private func start(_ options: String...) throws -> (job: LaunchedJob, secondRank: pid_t) {
    let arguments = [
      "train", "--data", "digits", "--prune", "none", "--compress", "bf16", "--epochs", "100000", "--evaluate-every",
      "5", "--output", "run",
    ]
    let job = try LaunchedJob(folder: folder, arguments: ["-n", "2", "--"] + arguments + options)
    job.wait(for: ["run/metrics.jsonl", "run/logs/rank-1.log"])
    let deadline = Date() + 60
    while try folder.text("run/metrics.jsonl").isEmpty, Date() < deadline { Thread.sleep(forTimeInterval: 0.05) }
    let words = try folder.text("run/logs/rank-1.log").split(whereSeparator: { " ,\n".contains($0) })
    let place = try #require(words.firstIndex(of: "process"))
    return (job, try #require(pid_t(words[place + 1])))
  }

  @Test("A killed rank would leave the others waiting for its gradients, or nobody would know which one it was")
  func killedInTheExchange() throws {
    let (job, secondRank) = try start()
    kill(secondRank, SIGKILL)
    let end = job.end()
    #expect(end.code == 137)
    #expect(end.errors.contains("rank 1 on ") && end.errors.contains("failed first, by signal 9"), "\(end.errors)")
  }

  @Test("A rank that stands still would keep the others waiting for ever, or nobody would know which one it was")
  func standingStill() throws {
    let (job, secondRank) = try start("--stall-seconds", "5")
    kill(secondRank, SIGSTOP)
    let end = job.end()
    #expect(end.code == 70)
    #expect(
      end.errors.contains("no sum after 5.0 s; late: rank 1 on ") && end.errors.contains("does not answer"),
      "\(end.errors)")
  }
}
