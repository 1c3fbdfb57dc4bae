import Foundation
import Kernels
import Tensors

extension Recipe {
  /// The most pixels of the steps that are measured, so that they take moments and little memory: large batches are cut.
  private static let mostMeasuredPixels = 1 << 16

  /// The batch of the steps that tell what pruning saves, of a rank whose batches have the shape `batch`; nil where the
  /// program did not choose the pruning.
  func measuredShape(of batch: @autoclosure () throws -> TensorShape) rethrows -> TensorShape? {
    guard announcesSaving, pruning != nil else { return nil }
    let batch = try batch()
    let part = max(1, batch.batch / accumulate)
    return batch.with(batch: min(part, max(8, Self.mostMeasuredPixels / (batch.height * batch.width))))
  }
}

extension Trainer {
  /// Warns where `--steps` ends the run before the first pruned epoch.
  func warnWhereNothingIsPruned() {
    guard recipe.pruning != nil, let start = recipe.pruningPeriod.start,
      start * Double(sampler.stepsPerEpoch) > Double(totalSteps - 1)
    else { return }
    console.warning(
      "no step is pruned: pruning begins with epoch \(start.formatted()), and --steps ends the run before; "
        + "give --prune-from 0 or more steps")
  }

  /// Says how gradients are pruned where the program chose it, and what that saves of a step, which every rank measures
  /// beside the others.
  func announceSaving() throws {
    guard let pruning = recipe.pruning,
      let batch = try recipe.measuredShape(
        of: recipe.preparation(for: dataset, training: true).shape.with(batch: sampler.largestBatch))
    else { return }
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
