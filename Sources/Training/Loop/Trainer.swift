import Communication
import Datasets
import Files
import Foundation
import Kernels
import Logging
import Network
import Tensors
import Timing

/// Trains one network data-parallel: every rank runs forward and backward on its share of each batch, the exchange
/// sums the gradients, every rank takes the same step.
public final class Trainer {
  let recipe: Recipe
  let communicator: Communicator
  let context: ComputeContext
  let dataset: Dataset
  let network: Network
  let trainingStep: TrainingStep
  let statistics: SharedStatistics
  let sampler: BatchSampler
  let loader: BatchLoader
  let evaluator: Evaluator
  let folder: RunFolder
  let metrics: MetricsWriter?
  let console: Console
  let logger: Logger
  var timer: PhaseTimer { trainingStep.timer }
  let totalSteps: Int

  /// Opens the data, builds the network and agrees with the other ranks on what is to be done.
  ///
  /// Collective: every rank gives the same recipe.
  /// - Throws: `Failure` on every rank where one of them cannot start.
  public init(recipe: Recipe, communicator: Communicator, warnings: [String] = []) throws {
    self.recipe = recipe
    self.communicator = communicator
    console = Console(isSilent: recipe.quiet || communicator.rank != 0)
    warnings.forEach(console.warning)

    communicator.deadlineSeconds = recipe.exchange.stallSeconds
    let setup = try communicator.collectively(for: "the data and the network") {
      try Setup(recipe: recipe, communicator: communicator)
    }
    context = setup.context
    dataset = setup.dataset
    network = setup.network
    sampler = setup.sampler
    loader = setup.loader
    totalSteps = min(recipe.steps ?? .max, recipe.epochs * sampler.stepsPerEpoch)

    trainingStep = try communicator.collectively(for: "the exchange") {
      try setup.makeTrainingStep(recipe, communicator)
    }
    statistics = SharedStatistics(of: network, communicator: communicator)
    evaluator = Evaluator(
      setup: setup, flipsAtTestTime: recipe.flipsAtTestTime, statistics: statistics, communicator: communicator)

    let path = try communicator.agreedOutputPath(recipe.output)
    (folder, metrics, logger) = try communicator.collectively(for: "the output folder") {
      let folder = try RunFolder(creating: path)
      let isFirst = communicator.rank == 0
      return (
        folder, isFirst ? try MetricsWriter(path: folder.path(of: "metrics.jsonl")) : nil,
        try RankLog.logger(folder: folder, rank: communicator.rank)
      )
    }
    try writeConfiguration()
  }

  /// Trains to the end, writes the results and returns their summary.
  ///
  /// Collective.
  /// - Throws: what stops this rank; the caller ends the others (`Communicator.abort`).
  public func run() throws -> RunSummary {
    announce()
    var progress = TrainingProgress()
    while progress.step < totalSteps {
      try epoch(&progress)
    }
    return try finish(progress)
  }

  private func epoch(_ progress: inout TrainingProgress) throws {
    let steps = min(sampler.stepsPerEpoch, totalSteps - progress.step)
    progress.beginEpoch()
    for stepOfEpoch in 0..<steps {
      try step(&progress, stepOfEpoch: stepOfEpoch)
    }
    progress.epoch += 1
    let isLast = progress.step == totalSteps
    guard isLast || progress.epoch % recipe.evaluateEveryEpochs == 0 else { return }
    let evaluation = try timer.measure(.evaluate) { try evaluator.evaluate() }
    progress.evaluation = evaluation
    try metrics?.append(
      MetricsWriter.Evaluation(
        step: progress.step, epoch: progress.epoch, testAccuracy: evaluation.accuracy, testLoss: evaluation.loss))
    let line = String(
      format: "epoch %d/%d  train loss %.4f  test loss %.4f  test accuracy %.2f%%  %.0f samples/s", progress.epoch,
      recipe.epochs, progress.epochLoss, evaluation.loss, 100 * evaluation.accuracy, progress.epochSamplesPerSecond)
    console.line(line)
    logger.info("\(line)")
  }

  /// Trained values of the network.
  var parameterCount: Int { network.parameters.reduce(0) { $0 + $1.value.count } }

  private func announce() {
    let pruning = recipe.pruning.map(\.summary) ?? "none"
    console.line(
      "sdgp-dist \(version): \(recipe.model.rawValue) (\(parameterCount) parameters) on \(dataset.name) "
        + "(\(dataset.training.count) training and \(dataset.test.count) test images)")
    console.line(
      "\(communicator.size) rank\(communicator.size == 1 ? "" : "s") of \(context.threads) "
        + "thread\(context.threads == 1 ? "" : "s"), \(context.kernels.rawValue) kernels, pruning \(pruning), "
        + "batch \(recipe.batchSize), output \(folder.path)")
    let host = communicator.hostNames[communicator.rank]
    let process = ProcessInfo.processInfo.processIdentifier
    logger.info("rank \(communicator.rank) of \(communicator.size) on \(host), process \(process)")
  }

  private func writeConfiguration() throws {
    guard communicator.rank == 0 else { return }
    try folder.write(
      RunConfiguration(
        version: version, recipe: recipe, worldSize: communicator.size, hosts: communicator.hostNames,
        kernels: context.kernels.rawValue, dataset: dataset.name,
        startedAt: Date().ISO8601Format()), to: "config.json")
  }
}
