import Communication
import Files
import Foundation
import Kernels
import Network
import TestSupport

@testable import Training

/// A short run on the digits that is interrupted and continued, and the same run without that.
struct ContinuedRun {
  var recipe: Recipe
  /// Of three steps an epoch.
  static let steps = 5
  /// In the middle of an epoch.
  static let interruption = 2

  init(output: String) {
    recipe = Recipe()
    (recipe.batchSize, recipe.epochs) = (512, 4)
    recipe.output = output
    recipe.quiet = true
    recipe.checkpoints.everySteps = Self.interruption
  }

  /// What must not depend on interruptions: every line of the metrics but its speed, the weights' bits, the digest.
  struct Result: Equatable {
    var metrics: [String] = []
    var weights: [String: [UInt32]] = [:]
    var digest = ""
  }

  /// Trains up to `steps`, in the recipe's folder.
  func train(steps: Int, resumes: Bool, over communicator: Communicator) throws -> RunSummary {
    var recipe = recipe
    recipe.steps = steps
    recipe.checkpoints.resumes = resumes
    return try Trainer(recipe: recipe, communicator: communicator).run()
  }

  /// The run with an interruption, or without.
  func result(isInterrupted: Bool, over communicator: Communicator) throws -> Result {
    if isInterrupted { _ = try train(steps: Self.interruption, resumes: false, over: communicator) }
    let summary = try train(steps: Self.steps, resumes: isInterrupted, over: communicator)
    guard communicator.rank == 0 else { return Result(digest: summary.parameterDigest) }
    return Result(
      metrics: try Self.metrics(in: recipe.output!),
      weights: try Safetensors.read(recipe.output! + "/model.safetensors").mapValues {
        $0.values.map(\.bitPattern)
      }, digest: summary.parameterDigest)
  }

  /// The lines without what measured time says.
  static func metrics(in folder: String) throws -> [String] {
    try String(contentsOfFile: folder + "/metrics.jsonl", encoding: .utf8).split(separator: "\n").map {
      String($0).replacing(/,"(samples_per_second|time)":[^,}]*/, with: "")
    }
  }

  static let rules: [Pruning?] = [
    nil, try! Pruning(rule: .magnitude, nonzeros: 2, groupSize: 4, share: 4, weightGradient: .pruned),
    try! Pruning(rule: .random, nonzeros: 1, groupSize: 4, share: 2, weightGradient: .pruned),
    try! Pruning(rule: .rescaled, nonzeros: 2, groupSize: 4, share: 8, weightGradient: .dense),
    try! Pruning(rule: .unbiased, nonzeros: 2, groupSize: 4, share: 1, weightGradient: .dense),
  ]
}
