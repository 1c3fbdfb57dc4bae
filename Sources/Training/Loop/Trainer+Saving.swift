import Foundation
import Kernels

extension Trainer {
  /// The most pixels of the steps that are measured, so that they take moments and little memory: large batches are cut.
  private static let mostPixels = 1 << 16

  /// Says how gradients are pruned where the program chose it, and what that saves of a step, which every rank measures
  /// beside the others.
  func announceSaving() throws {
    guard recipe.announcesSaving, let pruning = recipe.pruning else { return }
    let shape = try recipe.preparation(for: dataset, training: true).shape
    let part = max(1, sampler.largestBatch / recipe.accumulate)
    let batch = shape.with(batch: min(part, max(8, Self.mostPixels / (shape.height * shape.width))))
    func seconds(_ pruning: Pruning?) throws -> Double {
      try GradientTimes(
        model: recipe.model, shape: batch, classes: dataset.classes, stem: recipe.stem, pruning: pruning,
        prunesLinear: recipe.prunesLinear,
        context: ComputeContext(kernels: recipe.kernels, threads: recipe.threads, precision: recipe.precision),
        rounds: 3
      ).stepSeconds
    }
    let saved = try 100 * (1 - seconds(pruning) / seconds(nil))
    let start = recipe.pruningPeriod.start.map { " from epoch \($0.formatted()) on" } ?? ""
    console.line(
      String(
        format: "--prune auto: %@%@; a step of %d samples then takes %.0f%% less time than a dense one here",
        pruning.summary, start, batch.batch, saved))
  }
}
