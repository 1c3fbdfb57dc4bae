import Communication
import Files
import TestSupport
import Testing

@testable import Training

/// If these fail, how well a network does depends on the number of ranks that measure it.
@Suite(.serialized) struct RankEvaluationTests {
  @Test func everyImageIsJudgedOnceAndAlikeOnAnyNumberOfRanks() throws {
    let world = try Communicator.start()
    var recipe = Recipe()
    (recipe.model, recipe.batchSize, recipe.flipsAtTestTime) = (.digitsCNN, 100, true)
    let together = try Evaluation(recipe: recipe, communicator: world)
    let alone = try Evaluation(
      recipe: recipe, communicator: try #require(try world.split(group: world.rank, for: "a test")))
    #expect(together.predictions.map(\.index) == Array(0..<355))
    for (one, other) in zip(together.predictions, alone.predictions) {
      #expect(one.label == other.label && one.prediction == other.prediction && one.labelRank == other.labelRank)
      #expect(abs(one.probability - other.probability) < 1e-4)
    }
    #expect(abs(together.loss - alone.loss) < 1e-5)
    #expect(together.classResults == alone.classResults)
    #expect(together.classResults.reduce(0) { $0 + $1.samples } == 355)
    #expect(together.top5Accuracy! > together.accuracy)
  }

  @Test(arguments: [1, 3]) func trainingAccuracyCountsEverySampleOfAnEpoch(accumulate: Int) throws {
    let world = try Communicator.start()
    let alone = try #require(try world.split(group: world.rank, for: "a test"))
    let accuracies = try [(world, accumulate), (alone, 1)].map { communicator, accumulate in
      let folder = try TemporaryFolder()
      var recipe = Recipe()
      // Nothing is learned at a rate of zero: neither order nor ranks change what is right.
      (recipe.model, recipe.epochs, recipe.batchSize, recipe.learningRate) = (.mlp, 2, 60, 0)
      (recipe.accumulate, recipe.quiet) = (accumulate, true)
      recipe.output = folder.path
      return try Trainer(recipe: recipe, communicator: communicator).run().trainAccuracy
    }
    let accuracy = try #require(accuracies[0])
    #expect(accuracy == accuracies[1] && accuracy > 0.02 && accuracy < 0.5)
  }
}
