import Communication
import Datasets
import Files
import Foundation
import Kernels
import TestSupport
import Testing

@testable import Training

/// If these fail, what a job learns depends on how many ranks it has, or its ranks drift apart.
@Suite(.serialized) struct RankTrainingTests {
  private func recipe(output: String) -> Recipe {
    var recipe = Recipe()
    recipe.model = .mlp
    recipe.epochs = 2
    recipe.batchSize = 60
    recipe.learningRate = 0.05
    recipe.output = output
    recipe.quiet = true
    return recipe
  }

  /// The losses of a run of all ranks, and of the same run of this rank alone.
  private func losses(_ recipe: Recipe, _ communicator: Communicator, in folder: TemporaryFolder) throws -> [Double] {
    _ = try Trainer(recipe: recipe, communicator: communicator).run()
    return communicator.rank == 0 ? try folder.metrics().compactMap(\.loss) : []
  }

  @Test(arguments: [1, 3]) func lossesDoNotDependOnTheNumberOfRanks(accumulate: Int) throws {
    let world = try Communicator.start()
    let folder = try TemporaryFolder()
    let aloneFolder = try TemporaryFolder()
    var together = recipe(output: folder.path)
    together.accumulate = accumulate
    let losses = try losses(together, world, in: folder)

    let alone = try #require(try world.split(group: world.rank, for: "a test"))
    let reference = try self.losses(recipe(output: aloneFolder.path), alone, in: aloneFolder)
    guard world.rank == 0 else { return }
    // 1,442 samples in batches of 60: the last batch of an epoch has 2, fewer than the ranks of some jobs.
    #expect(losses.count == 50 && reference.count == 50)
    for (step, (loss, expected)) in zip(losses, reference).enumerated() {
      #expect(abs(loss - expected) <= 1e-4 * expected, "step \(step + 1) of \(world.size) ranks")
    }
    #expect(reference.last! < 0.5 * reference[0], "The model learns, or the comparison would say little.")
  }

  @Test func prunedBatchNormTrainingKeepsTheRanksTogether() throws {
    let world = try Communicator.start()
    let folder = try TemporaryFolder()
    var recipe = recipe(output: folder.path)
    recipe.model = .digitsCNN
    recipe.steps = 12
    recipe.pruning = try Pruning(
      rule: .rescaled, nonzeros: 2, groupSize: 4, share: 4, weightGradient: .pruned)
    // The run itself fails where the ranks' parameters differ at the end.
    let summary = try Trainer(recipe: recipe, communicator: world).run()
    let digests = try world.allgather(Array(summary.parameterDigest.utf8), for: "a test")
    #expect(Set(digests).count == 1)
    #expect(summary.testSamples == 355 && summary.samples == 12 * 60)
  }

  /// Hosts of one job may have processors of different kinds.
  @Test(arguments: OptimizerKind.allCases) func ranksWithDifferentInstructionSetsStayTogether(
    optimizer: OptimizerKind
  ) throws {
    let world = try Communicator.start()
    let folder = try TemporaryFolder()
    var recipe = recipe(output: folder.path)
    recipe.model = .digitsCNN
    (recipe.steps, recipe.optimizer) = (6, optimizer)
    recipe.learningRate = optimizer == .adamw ? 0.001 : 0.05
    let sets = KernelSelection.allCases.filter {
      ![.auto, .reference].contains($0) && (try? ComputeContext(kernels: $0)) != nil
    }
    recipe.kernels = sets[world.rank % sets.count]
    // The run itself fails where the ranks' parameters differ at the end.
    _ = try Trainer(recipe: recipe, communicator: world).run()
  }

  /// Each rank's running statistics are its own; a mean over the ranks serves evaluation alone.
  @Test func evaluatingOftenChangesNoBit() throws {
    let world = try Communicator.start()
    let weights = try [1, 100].map { every in
      let folder = try TemporaryFolder()
      var recipe = recipe(output: folder.path)
      (recipe.model, recipe.epochs, recipe.evaluateEveryEpochs) = (.digitsCNN, 3, every)
      let trainer = try Trainer(recipe: recipe, communicator: world)
      _ = try trainer.run()
      return trainer.network.state.tensors.mapValues { $0.array.map(\.bitPattern) }
    }
    #expect(weights[0] == weights[1])
  }

  @Test func imagesThatGrowAreTrainedOn() throws {
    let world = try Communicator.start()
    let folder = try TemporaryFolder()
    var recipe = recipe(output: folder.path)
    recipe.model = .digitsCNN
    recipe.epochs = 3
    recipe.steps = 75
    recipe.imageSize = 8
    recipe.imageGrowth = ImageGrowth(firstSize: 6, start: 0, end: 2)
    recipe.pruning = try Pruning(rule: .rescaled, nonzeros: 2, groupSize: 4, share: 4, weightGradient: .dense)
    let summary = try Trainer(recipe: recipe, communicator: world).run()
    #expect(summary.testAccuracy > 0.8 && summary.testSamples == 355)
  }

  @Test func oneFailingRankStopsAllWithItsMessage() throws {
    let world = try Communicator.start()
    let culprit = world.size - 1
    let error = #expect(throws: Failure.self) {
      try world.collectively(for: "a test") {
        if world.rank == culprit { throw SettingsError("rank \(culprit) does not want to") }
      }
    }
    #expect(error?.exitCode == ExitStatus.impossibleSettings)
    #expect((error?.message != nil) == (world.rank == culprit))
  }
}
