import Communication
import Datasets
import Network
import Timing

extension Trainer {
  /// Continues from `point`, and says so. Collective.
  ///
  /// - Throws: `Failure` on every rank where the checkpoint does not fit.
  func restore(_ point: ResumePoint) throws {
    let manifest = point.manifest
    let tensors = try communicator.collectively(for: "the checkpoint") {
      try network.load(from: "\(point.folder)/\(CheckpointManifest.modelFile)")
      return try CheckpointTensors(point, communicator)
    }
    let state = trainingStep.state(manifest.progress)
    try tensors.load(shared: state.shared)
    try tensors.load(averagedStatistics: state.averagedStatistics)
    trainingStep.optimizer.state.steps = manifest.optimizerSteps
    try tensors.load(statisticsOf: network)
    try trainingStep.exchange.restore(try tensors.exchange(), lastStep: manifest.progress.step)
    let microseconds = try tensors.integers("timing.microseconds", count: Phase.allCases.count)
    let calls = try tensors.integers("timing.calls", count: Phase.allCases.count)
    for phase in Phase.allCases {
      timer.add(Double(microseconds[phase.rawValue]) / 1e6, to: phase, calls: calls[phase.rawValue])
    }
    trainingStep.bytesSent = try tensors.integers("timing.bytes_sent", count: 1)[0]
    progress = manifest.progress
    try verifyReplicas()
    var line = "continues after step \(progress.step) from \(point.folder)"
    if manifest.worldSize != communicator.size {
      // One rank exchanges nothing.
      let residuals = communicator.size == 1 ? "dropped" : "their sum divided by \(communicator.size)"
      line +=
        "; made by \(manifest.worldSize) ranks, continued by \(communicator.size): residuals are \(residuals), running "
        + "statistics their mean"
    }
    console.line(line)
  }

  /// What a continuation with `recipe` does otherwise than before.
  ///
  /// - Throws: `SettingsError` where the checkpoint is of a recipe or data set that cannot be continued so.
  static func changes(from manifest: CheckpointManifest, to recipe: Recipe, _ dataset: Dataset) throws -> [String] {
    let changes = try recipe.changes(
      from: manifest.recipe, choosing: manifest.codec, after: manifest.progress.step)
    guard manifest.trainingSamples == dataset.training.count, manifest.classes == dataset.classes else {
      throw SettingsError(
        "the checkpoint was made with \(manifest.trainingSamples) images of \(manifest.classes) classes, "
          + "--data \(recipe.data) has \(dataset.training.count) of \(dataset.classes); continue with the same data")
    }
    return changes
  }
}
