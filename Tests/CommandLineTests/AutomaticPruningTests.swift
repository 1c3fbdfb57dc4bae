import ArgumentParser
import Foundation
import Kernels
import Network
import Tensors
import TestSupport
import Testing

@testable import Training
@testable import sdgp_dist

/// If these fail, `--prune auto` takes a setting that was found for other networks, hides what it took, or a run that it
/// started cannot be repeated.
@Suite struct AutomaticPruningTests {
  @Test(arguments: [
    (Model.mlp, 0), (.digitsCNN, 3), (.cifarResNet9, 7), (.cifarResNet9Quarter, 7), (.resNet18, 19), (.resNet34, 35),
  ])
  func convolutionsOfTheImageDoNotCount(model: Model, count: Int) throws {
    #expect(try model.prunableConvolutions == count)
  }

  @Test func shallowAndDeepNetworksArePrunedOtherwise() throws {
    let shallow = try AutomaticPruning(for: .digitsCNN).pruning
    #expect(shallow.rule == .unbiased && shallow.weightGradient == .pruned)
    for model in Model.allCases where try model.prunableConvolutions > 4 {
      #expect(try AutomaticPruning(for: model).pruning.rule == .rescaled, "\(model.rawValue)")
    }
  }

  @Test func whatIsGivenBesideItWins() throws {
    let options = try PruningOptions.parse(["--prune", "auto", "--share", "2", "--weight-gradient", "dense"])
    let pruning = try #require(try options.pruning(of: .resNet18))
    let chosen = try AutomaticPruning(for: .resNet18).pruning
    #expect(pruning.share == 2 && pruning.weightGradient == .dense)
    #expect(pruning.rule == chosen.rule && pruning.nonzeros == chosen.nonzeros && pruning.groupSize == chosen.groupSize)
  }

  @Test func withoutItDefaultsAreThoseOfTheHelp() throws {
    let pruning = try #require(try PruningOptions.parse([]).pruning(of: .resNet18))
    #expect(pruning == (try Pruning(rule: .rescaled, nonzeros: 2, groupSize: 4, share: 4, weightGradient: .dense)))
    #expect(try PruningOptions.parse(["--prune", "none", "--share", "2"]).pruning(of: .resNet18) == nil)
  }

  @Test func aRepetitionDoesNotChooseAgain() throws {
    var options = try TrainCommand.parse(["--prune", "auto"])
    try options.settlePruning()
    let arguments = try options.arguments()
    #expect(arguments.contains("--prune=unbiased") && arguments.contains("--share=4"))
    #expect(try TrainCommand.parse(arguments).recipe().pruning == options.recipe().pruning)
    #expect(try options.recipe().announcesSaving && !TrainCommand.parse(arguments).recipe().announcesSaving)
  }

  @Test func deepNetworksBeginDense() throws {
    func start(_ arguments: [String]) throws -> Double? {
      var options = try TrainCommand.parse(["--prune", "auto"] + arguments)
      try options.settlePruning()
      return try options.recipe().pruningPeriod.start
    }
    #expect(try start(["--epochs", "30", "--model", "resnet18"]) == 10)
    #expect(try start(["--epochs", "30", "--model", "resnet18", "--prune-from", "1"]) == 1)
    #expect(try start(["--epochs", "1.5", "--model", "resnet34"]) == 0.5)
    #expect(try start([]) == nil)
  }

  @Test func stepsThatAreMeasuredAreOfFewPixels() throws {
    func measured(_ arguments: [String], side: Int) throws -> Int? {
      var options = try TrainCommand.parse(arguments)
      try options.settlePruning()
      return try options.recipe().measuredShape(of: TensorShape(batch: 512, height: side, width: side, channels: 3))?
        .batch
    }
    #expect(try measured(["--prune", "auto"], side: 8) == 512)
    #expect(try measured(["--prune", "auto"], side: 32) == 64)
    #expect(try measured(["--prune", "auto", "--accumulate", "16"], side: 32) == 32)
    #expect(try measured(["--prune", "auto"], side: 224) == 8)
    #expect(try measured(["--prune", "rescaled"], side: 8) == nil)
  }

  @Test(arguments: [1, 2])
  func itSaysWhatItTookAndWhatThatSaves(ranks: Int) throws {
    let folder = try TemporaryFolder()
    let program = try Program(
      ["train", "--prune", "auto", "--steps", "2", "--output", folder.path("run")], ranks: ranks)
    #expect(program.exitCode == 0, "\(program.errors)")
    let said = program.output.split(separator: "\n").filter { $0.hasPrefix("--prune auto: ") }
    #expect(said.count == 1)
    let sentence = /--prune auto: unbiased 2:4 shared by 4, .*; a step of (64|32) samples then takes -?\d+% less .*/
    #expect(said.first?.wholeMatch(of: sentence) != nil, "\(program.output)")
    #expect(try folder.text("run/summary.json").contains("\"rule\" : \"unbiased\""))
  }

  @Test func kernelsOfAModelWithoutAnyAreRefused() throws {
    let program = try Program(["bench", "kernels", "--model", "mlp", "--batch-size", "4"])
    #expect(program.exitCode == 78 && program.errors.contains("mlp"), "\(program.errors)")
  }
}
