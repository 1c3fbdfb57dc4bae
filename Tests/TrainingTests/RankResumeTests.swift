import Communication
import Exchange
import Files
import Foundation
import Kernels
import RankTestSupport
import TestSupport
import Testing

@testable import Training

/// If these fail, an interrupted job comes to other weights than one that went through, its ranks stop at different
/// steps, or ranks that have drifted apart go unnoticed.
@Suite(.serialized) struct RankResumeTests {
  struct Way: CustomTestStringConvertible {
    var codec: Codec
    var mask = MaskChoice.leader
    var optimizer = OptimizerKind.sgd

    enum MaskChoice: String { case leader, seeded }
    var testDescription: String { "\(codec.rawValue) \(mask.rawValue) \(optimizer.rawValue)" }
  }

  static let ways =
    Codec.allCases.flatMap { codec in OptimizerKind.allCases.map { Way(codec: codec, optimizer: $0) } } + [
      Way(codec: .nm, mask: .seeded)
    ]

  /// A run in a folder that all ranks share.
  private func run(in folder: TemporaryFolder, _ name: String, _ way: Way, _ world: Communicator) throws -> ContinuedRun
  {
    var run = ContinuedRun(output: try world.agreed(folder.path(name), for: "a test"))
    run.recipe.pruning = ContinuedRun.rules[4]
    (run.recipe.accumulate, run.recipe.batchSize) = (2, 64)
    run.recipe.optimizer = way.optimizer
    run.recipe.learningRate = way.optimizer == .adamw ? 0.001 : 0.05
    run.recipe.exchange.codec = way.codec
    run.recipe.exchange.settings = CodecSettings(["compress-mask": way.mask.rawValue])
    run.recipe.exchange.compressAfter = 1
    return run
  }

  @Test(arguments: ways) func sameBitsForEveryCodecAndOptimizer(way: Way) throws {
    try onEveryRank { world in
      let folder = try TemporaryFolder()
      let whole = try run(in: folder, "whole", way, world).result(isInterrupted: false, over: world)
      let continued = try run(in: folder, "parts", way, world).result(isInterrupted: true, over: world)
      #expect(continued == whole)
    }
  }

  /// One rank alone continues a job, and the job what one rank began. Dense gradients of a model without batch norm are
  /// the same on any number of ranks.
  @Test(arguments: Codec.allCases) func anotherNumberOfRanksContinues(codec: Codec) throws {
    try onEveryRank { world in
      let folder = try TemporaryFolder()
      let alone = try #require(try world.split(group: world.rank, for: "a test"))
      func run(_ name: String) throws -> ContinuedRun {
        var run = try self.run(in: folder, name, Way(codec: codec), world)
        (run.recipe.model, run.recipe.pruning, run.recipe.batchSize) = (.mlp, nil, 512)
        return run
      }
      let whole = try run("whole").result(isInterrupted: false, over: world)
      let fewer = try run("fewer")
      _ = try fewer.train(steps: 2, resumes: false, over: world)
      let more = try run("more")
      if world.rank == 0 {
        _ = try fewer.train(steps: 5, resumes: true, over: alone)
        _ = try more.train(steps: 2, resumes: false, over: alone)
      }
      try world.barrier(for: "a test")
      _ = try more.train(steps: 5, resumes: true, over: world)
      guard world.rank == 0 else { return }
      for folder in [fewer, more].map(\.recipe.output!) {
        let lines = try ContinuedRun.metrics(in: folder)
        #expect(lines.count == whole.metrics.count)
        guard codec == .none else { continue }
        for (line, expected) in try zip(loss(lines), loss(whole.metrics)) {
          #expect(abs(line - expected) <= 1e-4 * expected, "\(folder)")
        }
      }
    }
  }

  private func loss(_ lines: [String]) throws -> [Double] {
    try lines.compactMap { try JSONDecoder().decode(TemporaryFolder.Line.self, from: Data($0.utf8)).loss }
  }

  /// Fails where a refused continuation has cut the metrics, or left a file for TensorBoard.
  @Test func aRefusedContinuationLeavesTheRunAsItIs() throws {
    try onEveryRank { world in
      guard world.size > 1 else { return }
      let folder = try TemporaryFolder()
      var run = try run(in: folder, "run", Way(codec: .none), world)
      _ = try run.train(steps: 3, resumes: false, over: world)
      let output = run.recipe.output!
      func files() throws -> [Data] {
        try ["config.json", "metrics.jsonl"].map { try Data(contentsOf: URL(fileURLWithPath: "\(output)/\($0)")) }
      }
      let before = world.rank == 0 ? try files() : []
      if world.rank == 0 {
        // As several hosts would have written it.
        let checkpoint = CheckpointFolder(run: output).path(ofStep: 2)
        var manifest = try CheckpointManifest(folder: checkpoint)
        manifest.route = .throughHosts
        try manifest.encoded().write(to: URL(fileURLWithPath: "\(checkpoint)/\(CheckpointManifest.name)"))
      }
      try world.barrier(for: "a test")
      run.recipe.writesEvents = true
      #expect(throws: ExchangeError.self) { try run.train(steps: 5, resumes: true, over: world) }
      try world.barrier(for: "a test")
      guard world.rank == 0 else { return }
      #expect(try files() == before)
      #expect(!FileManager.default.fileExists(atPath: "\(output)/\(EventFile.folder)"))
    }
  }

  @Test func oneAskedRankStopsAllAtOneStep() throws {
    try onEveryRank { world in
      let folder = try TemporaryFolder()
      var run = try run(in: folder, "run", Way(codec: .powersgd), world)
      run.recipe.checkpoints.everySteps = nil
      let trainer = try Trainer(recipe: run.recipe, communicator: world)
      var step = 0
      trainer.isAskedToStop = {
        step += 1
        return step == 4 && world.rank == world.size - 1
      }
      let failure = #expect(throws: Failure.self) { try trainer.run() }
      #expect(failure?.exitCode == ExitStatus.stopped && (failure?.message != nil) == (world.rank == 0))
      #expect(CheckpointFolder(run: run.recipe.output!).steps() == [4])
    }
  }

  @Test func ranksThatDriftApartAreNamed() throws {
    try onEveryRank { world in
      guard world.size > 2 else { return }
      let folder = try TemporaryFolder()
      var run = try run(in: folder, "run", Way(codec: .none), world)
      run.recipe.checkpoints.verifyEverySteps = 1
      let trainer = try Trainer(recipe: run.recipe, communicator: world)
      if world.rank == 1 { trainer.network.parameters[0].value[0] += 1e-3 }
      let failure = #expect(throws: Failure.self) { try trainer.run() }
      #expect(failure?.exitCode == ExitStatus.programFault)
      if world.rank == 0 {
        #expect(failure?.message?.contains("step 1: the ranks' parameters differ: rank 1 ") == true)
      }
    }
  }
}
