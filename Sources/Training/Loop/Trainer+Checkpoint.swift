import Communication
import Exchange
import Files
import Network
import Timing

extension Trainer {
  /// Starts a checkpoint of the state after the last step, unless the one before is still being written. Collective.
  ///
  /// - Throws: `Failure` where the ranks' parameters differ.
  func beginCheckpoint() throws {
    guard !checkpointWriter.isBusy else {
      if !hasSkippedCheckpoint {
        console.warning(
          "no checkpoint of step \(progress.step): the one before is still being written; write fewer, or to a faster "
            + "disk (said once)")
      }
      hasSkippedCheckpoint = true
      return
    }
    try verifyReplicas()
    let state = trainingStep.state(progress)
    let model = try statistics.use { communicator.rank == 0 ? network.stateDictionary() : nil }
    let contents = CheckpointContents(
      model: model, own: ownTensors(of: state), shared: state.shared, rank: communicator.rank,
      worldSize: communicator.size, modelBytes: parameterCount * MemoryLayout<Float>.stride,
      metadata: description.metadata(run: identity))
    checkpointWriter.begin(
      contents,
      CheckpointManifest(
        run: identity, worldSize: communicator.size, progress: progress, recipe: try recipe.texts(),
        trainingSamples: dataset.training.count, classes: dataset.classes, exchange: state.exchange,
        optimizerSteps: state.optimizer.steps, metricsBytes: metrics?.size ?? 0))
  }

  /// Ends the run in good order after a signal: with a checkpoint of this step.
  ///
  /// - Throws: `Failure` on every rank, with 75, or 74 where the checkpoint could not be written.
  func stop() throws -> Never {
    try checkpointWriter.finish()
    if checkpointWriter.lastWhole != progress.step {
      try beginCheckpoint()
      try checkpointWriter.finish()
    }
    let isFirst = communicator.rank == 0
    guard checkpointWriter.lastWhole == progress.step else {
      throw Failure(
        message: isFirst ? "stopped at step \(progress.step) without a checkpoint of it; see the warning" : nil,
        exitCode: ExitStatus.inputOutput)
    }
    logger.info("stopped at step \(progress.step)")
    throw Failure(
      message: isFirst
        ? "stopped after step \(progress.step) with a checkpoint; continue with --resume --output \(folder.path)" : nil,
      exitCode: ExitStatus.stopped)
  }

  /// Checks that all ranks hold the same parameters. Collective.
  ///
  /// - Throws: `Failure` on every rank that names those whose parameters are others than most ranks'.
  func verifyReplicas() throws {
    guard communicator.size > 1 else { return }
    let digests = try communicator.allgather(ParameterDigest.bytes(of: network), for: "the parameters' digests")
    guard digests.contains(where: { $0 != digests[0] }) else { return }
    let counts = digests.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    let most = counts.max { $0.value < $1.value }!
    let others = digests.indices.filter { digests[$0] != most.key }.map(String.init).joined(separator: ", ")
    let named = most.value > 1 ? "rank \(others) from those of \(most.value) others" : "no two ranks hold the same"
    throw Failure(
      message: communicator.rank == 0
        ? "step \(progress.step): the ranks' parameters differ: \(named); check those hosts' memory, or run the same "
          + "program with the same options on every rank" : nil,
      exitCode: ExitStatus.programFault)
  }

  private func ownTensors(of state: TrainingState) -> CheckpointContents.Tensors {
    let totals = timer.totals()
    func integers(_ values: [Int]) -> StoredTensor {
      StoredTensor(shape: [values.count], elements: .int64(values.map { Int64($0) }))
    }
    let statistics = network.buffers.map { ("statistics.\($0.name)", StoredTensor($0.value)) }
    let counters = state.network.batches.sorted { $0.key < $1.key }.map { ("counter.\($0.key)", integers([$0.value])) }
    let exchange = state.exchange.tensors.sorted { $0.key < $1.key }.map {
      ("exchange.\($0.key)", StoredTensor($0.value))
    }
    let averages = state.averagedStatistics.sorted { $0.key < $1.key }.map {
      ("average.\($0.key)", StoredTensor($0.value))
    }
    return statistics + averages + counters + exchange + [
      ("timing.microseconds", integers(totals.seconds.map { Int($0 * 1e6) })), ("timing.calls", integers(totals.calls)),
      ("timing.bytes_sent", integers([trainingStep.bytesSent])),
    ]
  }
}
