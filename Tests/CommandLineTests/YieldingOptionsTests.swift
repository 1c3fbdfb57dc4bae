import ArgumentParser
import TestSupport
import Testing
import Training

@testable import sdgp_dist

/// If these fail, a recipe wins over an option beside it, or an option is ignored in silence.
@Suite struct YieldingOptionsTests {
  /// A recipe's options, the command line's, and those that stay of the recipe's.
  @Test(
    arguments: [
      (["--no-augment", "--seed", "1"], ["--augment", "flip"], ["--seed", "1"]),
      (["--augment", "flip", "--seed", "1"], ["--no-augment"], ["--seed", "1"]),
      (["--augment=crop=0.5", "--seed=1"], ["--no-augment"], ["--seed=1"]),
      (["--prune=rescaled", "--prune-from=3.3", "--prune-until=5"], ["--prune=none"], ["--prune=rescaled"]),
      (["--prune-from", "3"], ["--prune", "random"], ["--prune-from", "3"]),
      (["--prune-from", "3"], ["--prune", "none", "--prune", "random"], ["--prune-from", "3"]),
      (
        ["--schedule", "step", "--milestones", "3,5", "--gamma=0.5"], ["--schedule", "cosine"], ["--schedule", "step"]
      ),
      (
        ["--schedule", "step", "--milestones", "3,5"], ["--schedule", "step"],
        ["--schedule", "step", "--milestones", "3,5"]
      ),
      (["--schedule", "cosine", "--warmup-epochs", "1"], ["--schedule=cyclic"], ["--schedule", "cosine"]),
      (["--overwrite", "--seed", "1"], ["--resume"], ["--seed", "1"]),
      (["--resume"], ["--overwrite"], []), (["--resume"], ["--resume"], ["--resume"]),
    ] as [([String], [String], [String])])
  func theCommandLineWins(file: [String], given: [String], left: [String]) throws {
    #expect(YieldingOptions(to: given).removed(from: file) == left)
    #expect(throws: Never.self) { try TrainCommand.parse(left + given + ["--output", "run"]).recipe() }
  }

  @Test func aRecipeIsTrainedWithOtherAugmentationAndWithoutPruning() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      "data: digits\nmodel: mlp\nsteps: 1\naugment: false\nprune-from: 0.5\nquiet: true\n", to: "recipe.yaml")
    let program = try Program([
      "train", "--config", folder.path("recipe.yaml"), "--output", folder.path("run"), "--augment", "flip", "--prune",
      "none",
    ])
    #expect(program.exitCode == 0, "\(program.errors)")
  }

  /// Someone who turns a flag off, or writes down what is the default, would be told of an option that nobody named.
  @Test func everyFlagOfARecipeMayBeFalse() throws {
    let flags = TrainCommand.helpMessage(columns: 1000).matches(of: /(?m)^  --([a-z-]+)(?:\/--no-[a-z-]+)?(?: {2,}|$)/)
      .map { String($0.1) }.filter { $0 != "help" }
    #expect(flags.count > 10)
    let folder = try TemporaryFolder()
    for flag in flags {
      try folder.write("\(flag): false\n", to: "recipe.yaml")
      let arguments = try RecipeFile(path: folder.path("recipe.yaml")).arguments
      #expect(throws: Never.self, "\(flag)") { try TrainCommand.parse(arguments) }
      #expect(arguments == [] || arguments == ["--no-\(flag)"])
    }
  }

  @Test(arguments: [["--trace-steps", "5"], ["--grow-until", "3"], ["--grow-from", "0", "--image-size", "32"]])
  func optionsThatWouldDoNothingAreRefused(given: [String]) {
    let error = #expect(throws: SettingsError.self) { try TrainCommand.parse(given).recipe() }
    #expect(error?.description.contains(given[0]) == true)
  }
}
