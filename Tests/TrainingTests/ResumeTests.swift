import Communication
import Exchange
import Files
import Foundation
import Kernels
import Network
import Tensors
import TestSupport
import Testing

@testable import Training

/// If these fail, an interrupted run comes to other weights than one that went through, loses or doubles lines of its
/// metrics, or continues from what is damaged.
@Suite(.serialized) struct ResumeTests {
  private let folder: TemporaryFolder
  private let alone: Communicator

  init() throws {
    folder = try TemporaryFolder()
    alone = try Communicator.start()
  }

  private func run(_ name: String = "run", change: (inout Recipe) -> Void = { _ in }) -> ContinuedRun {
    var run = ContinuedRun(output: folder.path(name))
    change(&run.recipe)
    return run
  }

  @Test(arguments: ContinuedRun.rules, [1, 2])
  func sameBitsForEveryRuleAndThreadCount(pruning: Pruning?, threads: Int) throws {
    for optimizer in OptimizerKind.allCases {
      func configure(_ recipe: inout Recipe) {
        (recipe.pruning, recipe.threads, recipe.optimizer) = (pruning, threads, optimizer)
        (recipe.nesterov, recipe.accumulate, recipe.batchSize) = (optimizer != .adamw, 2, 64)
        recipe.learningRate = optimizer == .adamw ? 0.001 : 0.05
      }
      let whole = try run("whole-\(optimizer.rawValue)", change: configure).result(isInterrupted: false, over: alone)
      let continued = try run("parts-\(optimizer.rawValue)", change: configure).result(isInterrupted: true, over: alone)
      #expect(continued == whole, "\(optimizer.rawValue)")
      #expect(whole.metrics.count == ContinuedRun.steps + 1, "A line a step and an evaluation.")
    }
  }

  /// Each kind of damage to each file of the newest checkpoint.
  @Test(
    arguments: ["manifest.json", "model.safetensors", "rank-0.safetensors"],
    ["flip", "cut", "remove", "append"])
  func damagedCheckpointIsSkipped(file: String, damage: String) throws {
    let whole = try run("whole").result(isInterrupted: false, over: alone)
    for step in [3, 4] {
      _ = try run { $0.checkpoints.everySteps = step }.train(steps: step, resumes: step == 4, over: alone)
    }
    let path = folder.path("run/checkpoints/step-4/\(file)")
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    switch damage {
    case "flip": bytes[bytes.count * 2 / 3] ^= 4
    case "cut": bytes.removeLast(bytes.count / 3)
    case "append": bytes.append(10)
    default: break
    }
    if damage == "remove" { unlink(path) } else { try bytes.write(to: URL(fileURLWithPath: path)) }
    var warnings: [String] = []
    let point = try ResumePoint.newest(in: folder.path("run"), alone) { warnings.append($0) }
    #expect(point?.manifest.progress.step == 3)
    #expect(warnings.count == 1 && warnings[0].contains(path), "\(warnings)")
    _ = try run { $0.checkpoints.everySteps = nil }.train(steps: ContinuedRun.steps, resumes: true, over: alone)
    #expect(try ContinuedRun.metrics(in: folder.path("run")) == whole.metrics)
    // Readable again, it would be taken, whose lines of the metrics are gone or another history's.
    #expect(CheckpointFolder(run: folder.path("run")).steps() == [3])
    #expect(FileManager.default.fileExists(atPath: folder.path("run/checkpoints/skipped-4")))
  }

  /// A wrong sum of what the old ranks had of their own would spoil a run that goes on with fewer of them.
  @Test func oneRankTakesWhatSeveralLeft() throws {
    var progress = TrainingProgress()
    progress.finishStep(lossSum: 1, correct: 1, samples: 1, seconds: 1)
    let manifest = CheckpointManifest(
      run: "a", worldSize: 3, progress: progress, recipe: [:], trainingSamples: 1, classes: 1,
      exchange: ExchangeState(codec: .powersgd, route: .direct, tensors: [:]), optimizerSteps: 1, metricsBytes: 0)
    for rank in 0..<3 {
      let values = [Float(rank + 1), Float(10 * rank)]
      try Safetensors.write(
        ["average.a", "exchange.a.residual", "exchange.a.right", "optimizer.\(rank)"].map {
          ($0, StoredTensor(shape: [2], values: values))
        }, to: folder.path(CheckpointManifest.rankFile(rank)), metadata: [:])
    }
    let tensors = try CheckpointTensors(
      ResumePoint(folder: folder.path, manifest: manifest, newestStep: 1), alone)
    let state = try tensors.exchange()
    #expect(state.tensors["a.residual"]?.array == [6, 30] && state.tensors["a.right"]?.array == [1, 0])
    let (average, shared) = (Tensor(count: 2), (0..<3).map { _ in Tensor(count: 2) })
    try tensors.load(averagedStatistics: ["a": average])
    #expect(average.array == [2, 10])
    try tensors.load(shared: Dictionary(uniqueKeysWithValues: shared.enumerated().map { ("\($0)", $1) }))
    #expect(shared.map(\.array) == [[1, 0], [2, 10], [3, 20]])
  }

  /// A pipe would be waited for, and a device or a long file read, for ever.
  @Test func filesThatNeverEndAreSkipped() throws {
    for step in [3, 4] {
      _ = try run { $0.checkpoints.everySteps = step }.train(steps: step, resumes: step == 4, over: alone)
    }
    for name in ["manifest.json", "model.safetensors", "rank-0.safetensors"] {
      let path = folder.path("run/checkpoints/step-4/\(name)")
      rename(path, path + ".kept")
      for make in [
        { mkfifo(path, 0o600) }, { symlink("/dev/zero", path) }, { mkdir(path, 0o700) },
        // Eight gigabytes that take no room.
        { [close(open(path, O_WRONLY | O_CREAT, 0o600)), truncate(path, 8_000_000_000)].max()! },
      ] {
        #expect(make() == 0)
        var warnings: [String] = []
        let point = try ResumePoint.newest(in: folder.path("run"), alone) { warnings.append($0) }
        #expect(point?.manifest.progress.step == 3)
        #expect(warnings.count == 1 && warnings[0].contains(path), "\(warnings)")
        try FileManager.default.removeItem(atPath: path)
      }
      rename(path + ".kept", path)
    }
  }

  @Test func anotherRecipeIsRefusedWithTheDifference() throws {
    _ = try run().result(isInterrupted: false, over: alone)
    for (change, says) in [
      ({ $0.learningRate = 0.2 }, "learningRate was 0.1 and is 0.2"), ({ $0.batchSize = 256 }, "batchSize"),
      ({ $0.seed = 3 }, "seed was 0 and is 3"), ({ $0.exchange.codec = .nm }, "exchange.codec was not given and is nm"),
    ] as [((inout Recipe) -> Void, String)] {
      let error = #expect(throws: Failure.self) { try run(change: change).train(steps: 6, resumes: true, over: alone) }
      #expect(error?.exitCode == ExitStatus.impossibleSettings && error?.message?.contains(says) == true, "\(says)")
    }
    // What concerns where, how long and how seldom may change.
    let longer = run { ($0.epochs, $0.checkpoints.everySteps, $0.evaluateEveryEpochs) = (6, nil, 2) }
    #expect(try longer.train(steps: 7, resumes: true, over: alone).steps == 7)
  }

  /// Fails where a run that chose its pruning or codec cannot be continued by its own record, or with other epochs.
  @Test func aRunThatChoseForItselfGoesOn() throws {
    var chosen = Recipe()
    (chosen.announcesSaving, chosen.pruningPeriod.start, chosen.epochs) = (true, 4, 12)
    let saved = try chosen.texts()
    var recorded = chosen
    recorded.announcesSaving = false
    #expect(try recorded.changes(from: saved, after: 15).isEmpty)
    (recorded.exchange.codec, recorded.exchange.compressAfter) = (.nm, 20)
    #expect(try recorded.changes(from: saved, choosing: .nm, after: 30).isEmpty)
    #expect(throws: SettingsError.self) { try recorded.changes(from: saved, choosing: .bf16, after: 30) }
    // The run was killed after the choice, with a checkpoint of before.
    #expect(try recorded.changes(from: saved, after: 20).isEmpty)
    #expect(throws: SettingsError.self) { try recorded.changes(from: saved, after: 21) }
    var longer = chosen
    (longer.pruningPeriod.start, longer.epochs) = (6, 18)
    #expect(try longer.changes(from: saved, after: 15).count == 2)
    longer.announcesSaving = false
    #expect(throws: SettingsError.self) { try longer.changes(from: saved, after: 15) }
  }

  /// Fails where days of training are lost since the disk was full at their end.
  @Test func aLastCheckpointThatCannotBeWrittenLeavesTheResults() throws {
    let run = run { $0.checkpoints.everySteps = ContinuedRun.steps }
    var recipe = run.recipe
    recipe.steps = ContinuedRun.steps
    let trainer = try Trainer(recipe: recipe, communicator: alone)
    try folder.write("", to: "run/checkpoints")
    #expect(throws: Failure.self) { _ = try trainer.run() }
    for name in ["model.safetensors", "summary.json"] {
      #expect(FileManager.default.fileExists(atPath: folder.path("run/\(name)")), "\(name)")
    }
  }

  /// Fails where hours of training are lost since the disk had no room for the trace.
  @Test func aTraceThatCannotBeWrittenLeavesTheResults() throws {
    let run = run { ($0.traceSteps, $0.steps, $0.checkpoints.everySteps) = (2, 2, nil) }
    let trainer = try Trainer(recipe: run.recipe, communicator: alone)
    try FileManager.default.createDirectory(atPath: folder.path("run/trace.json"), withIntermediateDirectories: true)
    let error = #expect(throws: Failure.self) { _ = try trainer.run() }
    #expect(error?.exitCode == ExitStatus.inputOutput && error?.message?.contains("trace.json") == true)
    for name in ["model.safetensors", "summary.json"] {
      #expect(FileManager.default.fileExists(atPath: folder.path("run/\(name)")), "\(name)")
    }
  }

  @Test func newRunsOfOneSecondGetFoldersOfTheirOwn() throws {
    let now = Date()
    let paths = try (0..<3).map { _ in try RunFolder.makeNew(at: now) }
    #expect(Set(paths).count == 3)
    for path in paths { rmdir(path) }
  }

  @Test func aCheckpointThatCannotBeWrittenStopsTheRunOrNot() throws {
    for (action, code) in [(CheckpointSettings.ErrorAction.stop, ExitStatus.inputOutput), (.goOn, 0)] {
      let name = "run-\(action)"
      let run = run(name) { $0.checkpoints.onError = action }
      var trained: Int32 = 0
      do {
        let trainer = try Trainer(recipe: run.recipe, communicator: alone)
        // A file where the folder of the checkpoints should be: root may write everywhere.
        try folder.write("", to: "\(name)/checkpoints")
        _ = try trainer.run()
      } catch let failure as Failure {
        trained = failure.exitCode
        #expect(failure.message?.contains("no checkpoint of step 2") == true)
      }
      #expect(trained == code)
    }
  }

  @Test(arguments: ["remove", "move"]) func theWeightsSurviveTheFoldersRemoval(way: String) throws {
    let run = run { ($0.checkpoints.everySteps, $0.steps) = (nil, 3) }
    let trainer = try Trainer(recipe: run.recipe, communicator: alone)
    switch way {
    case "move": try FileManager.default.moveItem(atPath: folder.path("run"), toPath: folder.path("moved"))
    default: try FileManager.default.removeItem(atPath: folder.path("run"))
    }
    let error = #expect(throws: Failure.self) { try trainer.run() }
    #expect(error?.exitCode == ExitStatus.inputOutput && error?.message?.contains("was removed") == true)
    #expect(FileManager.default.fileExists(atPath: folder.path("run/model.safetensors")))
  }

  @Test func aRunWhoseFolderAnotherTookWritesNothingIntoIt() throws {
    let run = run { ($0.checkpoints.everySteps, $0.checkpoints.onError, $0.steps) = (2, .goOn, 5) }
    let error = #expect(throws: Failure.self) {
      let trainer = try Trainer(recipe: run.recipe, communicator: alone)
      try FileManager.default.moveItem(atPath: folder.path("run"), toPath: folder.path("moved"))
      try FileManager.default.createDirectory(atPath: folder.path("run"), withIntermediateDirectories: true)
      try folder.write("another's", to: "run/run.lock")
      _ = try trainer.run()
    }
    #expect(error?.exitCode == ExitStatus.inputOutput && error?.message?.contains("is another run's") == true)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path("run"))
    #expect(!names.contains { $0.hasPrefix("model") || $0.hasPrefix("summary") }, "\(names)")
    #expect(try String(contentsOfFile: folder.path("run/run.lock"), encoding: .utf8) == "another's")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("run/checkpoints")).isEmpty)
    #expect(FileManager.default.fileExists(atPath: folder.path("run-2/model.safetensors")))
  }
}
