import Communication
import Files
import Foundation
import TestSupport
import Testing

@testable import Training

/// If these fail, a run removes what its user wants to keep, or is refused a folder that it may have.
@Suite(.serialized) struct FolderClaimTests {
  private let folder: TemporaryFolder
  private let alone: Communicator

  init() throws {
    folder = try TemporaryFolder()
    alone = try Communicator.start()
  }

  private func run(change: (inout Recipe) -> Void = { _ in }) -> ContinuedRun {
    var run = ContinuedRun(output: folder.path("run"))
    change(&run.recipe)
    return run
  }

  /// Fails where a run removes files that another program made.
  @Test(arguments: [
    ["tensorboard/events.out.tfevents.1.a.2.0", "tensorboard/a/b"], ["metrics.jsonl"], ["config.json"], ["trace.json"],
  ])
  func anotherProgramsFolderIsLeftAlone(names: [String]) throws {
    let others = ["checkpoints/epoch-12.pt", "checkpoints/a.partial", "a.partial"]
    for name in names + others { try folder.write("{}", to: "run/\(name)") }
    for resumes in [false, true] {
      let error = #expect(throws: Failure.self) { try run().train(steps: 2, resumes: resumes, over: alone) }
      #expect(error?.exitCode == ExitStatus.impossibleSettings && error?.message?.contains("no run of this") == true)
      for name in names + others { #expect(try folder.text("run/\(name)") == "{}", "\(name)") }
    }
    _ = try run { $0.checkpoints.overwrites = true }.train(steps: 2, resumes: false, over: alone)
    for name in others + names.dropFirst() { #expect(try folder.text("run/\(name)") == "{}", "\(name)") }
  }

  /// Fails where the same command again throws away what a killed run had come to, or where a restart of the launcher's
  /// is refused.
  @Test func theBestWeightsOfAKilledRunAreKeptUnlessItIsContinued() throws {
    func killed() throws {
      _ = try run { $0.checkpoints.everySteps = nil }.train(steps: 2, resumes: false, over: alone)
      for name in ["summary.json", "model.safetensors", "timing.json"] { unlink(folder.path("run/\(name)")) }
    }
    try killed()
    let error = #expect(throws: Failure.self) { try run().train(steps: 2, resumes: false, over: alone) }
    #expect(error?.exitCode == ExitStatus.impossibleSettings && error?.message?.contains("best weights") == true)
    #expect(FileManager.default.fileExists(atPath: folder.path("run/model-best.safetensors")))
    #expect(try run().train(steps: 2, resumes: true, over: alone).steps == 2)
    #expect(try folder.metrics(of: "run").count == 3)
    try FileManager.default.removeItem(atPath: folder.path("run"))
    try killed()
    unlink(folder.path("run/model-best.safetensors"))
    #expect(try run().train(steps: 2, resumes: false, over: alone).steps == 2)
  }

  @Test func aRunIsNotOverwrittenUnlessAskedTo() throws {
    _ = try run().result(isInterrupted: false, over: alone)
    func refusal() -> String {
      let error = #expect(throws: Failure.self) { try run().train(steps: 2, resumes: false, over: alone) }
      #expect(error?.exitCode == ExitStatus.impossibleSettings)
      return error?.message ?? ""
    }
    #expect(refusal().contains("a finished run"))
    unlink(folder.path("run/summary.json"))
    for name in ["model.safetensors", "timing.json"] { unlink(folder.path("run/\(name)")) }
    #expect(refusal().contains("--resume"))
    var lock: RunLock? = try RunLock(folder: RunFolder(creating: folder.path("run")))
    #expect(refusal().contains("another run (process \(getpid()) on "))
    _ = lock
    lock = nil
    try folder.write("", to: "run/tensorboard/events.out.tfevents.of-the-earlier-run")
    _ = try run { $0.checkpoints.overwrites = true }.train(steps: 2, resumes: false, over: alone)
    #expect(!FileManager.default.fileExists(atPath: folder.path("run/tensorboard")))
    #expect(try CheckpointFolder(run: folder.path("run")).steps() == [2] && folder.metrics(of: "run").count == 3)
  }

  /// Fails where two runs that were started together write one folder's history twice, and no later one can go on.
  @Test(arguments: ["another step", "another run"]) func aRunThatAnotherOvertookIsRefused(change: String) throws {
    _ = try run { $0.checkpoints.everySteps = 3 }.train(steps: 3, resumes: false, over: alone)
    let output = try RunFolder(creating: folder.path("run"))
    let point = try #require(try ResumePoint.newest(in: output.path, alone) { _ in })
    _ = try output.claim(continuing: point, settings: CheckpointSettings()) { _ in }
    switch change {
    case "another step":
      _ = try run { $0.checkpoints.everySteps = 4 }.train(steps: 4, resumes: true, over: alone)
    default:
      _ = try run { ($0.checkpoints.everySteps, $0.checkpoints.overwrites) = (3, true) }
        .train(steps: 3, resumes: false, over: alone)
    }
    let error = #expect(throws: SettingsError.self) {
      _ = try output.claim(continuing: point, settings: CheckpointSettings()) { _ in }
    }
    #expect(error?.description.contains("another run has gone on") == true)
  }
}
