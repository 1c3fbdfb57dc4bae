import Files
import Foundation
import TestSupport
import Testing

/// The built launcher with the real mpirun and the real program, of which one rank stops working in mid-training.
@Suite("Ranks that fail in training", .serialized)
struct FailingRankTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Starts a run that would go on for long, and waits until it trains.
  private func start(_ options: String...) throws -> (job: LaunchedJob, secondRank: pid_t) {
    let training = try LaunchedTraining(
      in: folder, ["--compress", "bf16", "--epochs", "100000", "--evaluate-every", "5"] + options)
    return (training.job, try training.processes(atStep: 1)[1])
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

  /// Options of a run that can be disturbed several times: the exchange carries residuals from step to step.
  private static let options = [
    "--epochs", "1000", "--steps", "600", "--evaluate-every", "20", "--compress", "nm", "--checkpoint-every", "5",
  ]

  @Test("A job whose ranks are killed again and again would not finish, or come to other weights than one left alone")
  func killedAgainAndAgain() throws {
    let undisturbed = try TemporaryFolder()
    #expect(try LaunchedTraining(in: undisturbed, Self.options).job.end().code == 0)

    let training = try LaunchedTraining(in: folder, launcher: ["--restarts", "3"], Self.options)
    var killed: [pid_t] = []
    // Each time behind the checkpoint that it was continued from, or the launcher would take it for a lost cause.
    for (victim, step) in [(1, 13), (0, 41), (1, 67)] {
      let processes = try training.processes(atStep: step, after: killed)
      kill(processes[victim], SIGKILL)
      killed += processes
    }
    let end = training.job.end()
    #expect(end.code == 0, "\(end.errors)")
    #expect(end.errors.contains("(3 of 3)"), "\(end.errors)")
    #expect(LaunchedTraining.steps(in: folder) == Array(1...600))
    let digests = try [folder, undisturbed].map { try RunSummary(folder: $0.path("run")).parameterDigest }
    #expect(digests[0] == digests[1])
  }
}
