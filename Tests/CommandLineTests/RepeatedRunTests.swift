import ArgumentParser
import Foundation
import TestSupport
import Testing

@testable import Training
@testable import sdgp_dist

/// If these fail, `train --config RUN/config.json` repeats a run with other settings than it had.
@Suite struct RepeatedRunTests {
  @Test(arguments: [
    [], ["--no-shuffle", "--no-augment", "--nesterov", "--prune-linear", "--test-time-flip", "--quiet", "--trace"],
    ["--mean=-0.5,0.25,1e-3", "--std", "0.1", "--stem", "imagenet", "--model", "resnet18", "--init", "a b"],
    ["--prune", "none", "--compress", "powersgd", "--powersgd-rank", "7", "--no-overlap", "--no-error-feedback"],
    ["--learning-rate", "0.30000000000000004", "--seed", "18446744073709551615", "--schedule", "cosine"],
    ["--image-size", "32", "--first-image-size", "16", "--grow-until", "3", "--patience", "4", "--steps", "9"],
    ["--init", "x", "--init-head", "new", "--freeze", "a*,b", "--freeze", "c", "--learning-rate-scale", "fc*=0.5"],
    ["--augment", "crop=0.25,flip,cutout=3", "--clip-norm", "1.5", "--ema-decay", "0.9", "--batch-size", "7"],
    ["--schedule", "step", "--milestones", "3,5", "--gamma", "0.5", "--warmup-epochs", "1"],
    ["--trace", "--trace-steps", "7"],
    ["--image-size", "32", "--first-image-size", "16", "--grow-from", "1", "--grow-until", "3"],
    ["--checkpoint-every", "5", "--checkpoint-minutes", "1.5", "--on-checkpoint-error", "continue"],
  ])
  func theOptionsOfARunComeToItsRecipe(_ given: [String]) throws {
    let options = try TrainCommand.parse(given)
    let again = try TrainCommand.parse(try options.arguments())
    #expect(try again.recipe().texts() == options.recipe().texts())
  }

  /// A run of an older version has every option with a value in its record, those that did nothing too.
  @Test(arguments: [[], ["--trace", "--first-image-size=16", "--image-size=32"]])
  func theRecordOfAnOlderRunRepeatsIt(partners: [String]) throws {
    let others = ["--seed=3", "--grow-from=0", "--grow-until=1", "--trace-steps=50"]
    let record: [String: Any] = [
      "version": "0.1.0", "recipe": ["data": "digits", "seed": 0], "world_size": 1, "arguments": partners + others,
    ]
    let folder = try TemporaryFolder()
    let text = String(decoding: try JSONSerialization.data(withJSONObject: record), as: UTF8.self)
    try folder.write(text, to: "config.json")
    let recipe = try TrainCommand.parse(RecipeFile(path: folder.path("config.json")).arguments).recipe()
    let texts = try recipe.texts()
    #expect(texts["traceSteps"] == (partners.isEmpty ? nil : "50"))
    #expect(texts["imageGrowth.end"] == (partners.isEmpty ? nil : "1"))
  }

  /// Where a run's results go, and what they replace, is no part of what is repeated.
  @Test func aRepetitionTouchesNoOtherRun() throws {
    let options = try TrainCommand.parse(["--output", "run", "--overwrite"])
    let again = try TrainCommand.parse(try options.arguments()).recipe()
    #expect(again.output == nil && !again.checkpoints.overwrites)
  }
}
