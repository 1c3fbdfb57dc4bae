import Files
import Foundation
import TestSupport
import Testing

/// The built launcher with the real mpirun and the real program, told to stop in mid-training.
@Suite("Trainings that are told to stop", .serialized)
struct StoppedTrainingTests {
  /// Whom a signal goes to.
  enum Receiver: Sendable { case launcher, mpirun, rank(Int) }

  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// The step after which each rank says that it stopped.
  private func stoppedSteps() throws -> [Int] {
    try (0..<2).compactMap { rank in
      try folder.text("run/logs/rank-\(rank).log").matches(of: /info stopped at step (\d+)\n/).last.flatMap {
        Int($0.1)
      }
    }
  }

  @Test(
    "A signal would cost the work since the last checkpoint, or the ranks would stop at different steps",
    arguments: [
      (.launcher, SIGINT), (.launcher, SIGTERM), (.launcher, SIGUSR1), (.launcher, SIGHUP), (.mpirun, SIGUSR1),
      (.rank(0), SIGINT), (.rank(1), SIGTERM), (.rank(1), SIGUSR1), (.rank(1), SIGINT),
    ] as [(Receiver, Int32)])
  func stopsAtOneStep(receiver: Receiver, signal: Int32) throws {
    let training = try LaunchedTraining(in: folder, launcher: ["--restarts", "1"], ["--epochs", "100000"])
    let processes = try training.processes(atStep: 3)
    switch receiver {
    case .launcher: training.job.send(signal)
    case .mpirun: kill(try LaunchedTraining.parent(of: processes[0]), signal)
    case .rank(let rank): kill(processes[rank], signal)
    }
    let end = training.job.end()
    #expect(end.code == ExitStatus.stopped, "\(end.errors)")
    let steps = try stoppedSteps()
    #expect(steps.count == 2 && steps[0] == steps[1] && steps[0] >= 3)
    #expect(LaunchedTraining.steps(in: folder) == Array(1...steps[0]))
    #expect(FileManager.default.fileExists(atPath: folder.path("run/checkpoints/step-\(steps[0])/manifest.json")))
    #expect(end.errors.contains("stopped after step \(steps[0]) with a checkpoint"), "\(end.errors)")
  }

  /// It turns them into the ranks' end a second later, which may be too soon for a checkpoint.
  @Test("A run that mpirun itself was told to end could not be continued", arguments: [SIGTERM, SIGINT])
  func mpirunEndsTheRanks(signal: Int32) throws {
    let options = ["--epochs", "1000", "--checkpoint-every", "3", "--compress", "powersgd"]
    let training = try LaunchedTraining(in: folder, options)
    kill(try LaunchedTraining.parent(of: try training.processes(atStep: 7)[0]), signal)
    #expect(training.job.end().code > 0)
    let last = try #require(LaunchedTraining.steps(in: folder).last)
    let end = try LaunchedTraining(in: folder, options + ["--resume", "--steps", "\(last + 5)"]).job.end()
    #expect(end.code == 0, "\(end.errors)")
    #expect(LaunchedTraining.steps(in: folder) == Array(1...last + 5))
    #expect(try folder.text("run/logs/rank-0.log").contains("continues after step"))
  }
}
