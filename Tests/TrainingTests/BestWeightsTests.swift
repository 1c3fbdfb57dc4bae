import Communication
import Files
import Foundation
import TestSupport
import Testing

@testable import Training

/// If these fail, the weights that a user keeps are not the best ones, or a training goes on for nothing.
@Suite(.serialized) struct BestWeightsTests {
  private let folder: TemporaryFolder
  private let alone: Communicator

  init() throws {
    folder = try TemporaryFolder()
    alone = try Communicator.start()
  }

  private func train(_ name: String, _ change: (inout Recipe) -> Void) throws -> RunSummary {
    var recipe = Recipe()
    recipe.output = folder.path(name)
    recipe.quiet = true
    change(&recipe)
    return try Trainer(recipe: recipe, communicator: alone).run()
  }

  private struct Evaluation: Decodable {
    var epoch: Int
    var testAccuracy: Double?
  }

  @Test func theBestOfAllEpochsIsKept() throws {
    // Rises, then a rate that spoils it: the last weights are not the best.
    let summary = try train("run") {
      ($0.epochs, $0.learningRate) = (6, 0.3)
      $0.schedule = Schedule(shape: .constant, peakEpoch: 1, warmupEpochs: 0)
    }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let lines = try folder.text("run/metrics.jsonl").split(separator: "\n")
      .map { try decoder.decode(Evaluation.self, from: Data($0.utf8)) }
    let evaluations = lines.filter { $0.testAccuracy != nil }
    let best = try #require(evaluations.max { $0.testAccuracy! < $1.testAccuracy! })
    #expect(summary.bestAccuracy == best.testAccuracy)
    #expect(summary.bestEpoch == evaluations.first { $0.testAccuracy == best.testAccuracy }?.epoch)
    var recipe = Recipe()
    recipe.initialWeights = folder.path("run/model-best.safetensors")
    let again = try Training.Evaluation(recipe: recipe, communicator: alone)
    #expect(again.accuracy == summary.bestAccuracy)
  }

  @Test func trainingStopsWhereNothingGetsBetterAlsoAcrossAContinuation() throws {
    func settings(_ recipe: inout Recipe) {
      (recipe.epochs, recipe.patienceEpochs, recipe.learningRate) = (50, 2, 0)
    }
    let whole = try train("whole", settings)
    #expect(whole.epochs == 3 && whole.bestEpoch == 1, "A rate of zero gets nowhere after its first epoch.")
    _ = try train("parts") {
      settings(&$0)
      ($0.steps, $0.checkpoints.everySteps) = (30, 30)
    }
    let continued = try train("parts") {
      settings(&$0)
      $0.checkpoints.resumes = true
    }
    #expect(continued.epochs == 3 && continued.parameterDigest == whole.parameterDigest)
  }
}
