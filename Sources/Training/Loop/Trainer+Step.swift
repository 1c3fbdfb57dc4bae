import Communication
import Datasets
import Files
import Foundation
import Kernels
import Timing

extension Trainer {
  /// One step of all ranks, and its line in the metrics.
  func step() throws -> StepAgreement {
    let stopwatch = Stopwatch()
    let (epoch, stepOfEpoch) = progress.step.quotientAndRemainder(dividingBy: sampler.stepsPerEpoch)
    let batch = try timer.measure(.data) {
      if let slowdown = recipe.slowdown, slowdown.rank == communicator.rank { usleep(slowdown.milliseconds * 1000) }
      return try loader.next(epoch: epoch, step: stepOfEpoch)
    }
    let globalCount = sampler.globalCount(step: stepOfEpoch)
    let rate = learningRate(at: progress.step)
    let hadChosen = trainingStep.exchange.explanation != nil
    let lossSum: Double
    do {
      lossSum = try trainingStep.run(
        images: batch.images, labels: batch.labels, globalCount: globalCount, step: progress.step,
        learningRate: Float(rate),
        prunes: recipe.pruningPeriod.contains(step: progress.step, stepsPerEpoch: sampler.stepsPerEpoch))
    } catch let error as NonFiniteGradientError {
      throw TrainingError("step \(progress.step + 1): \(error)")
    }
    if !hadChosen, let explanation = trainingStep.exchange.explanation {
      console.line(explanation)
      try writeConfiguration(to: folder)
    }
    let agreement = try StepAgreement(
      lossSum: lossSum, correct: trainingStep.correct, isAskedToStop: isAskedToStop(),
      isCheckpointDue: isCheckpointDueByTime,
      isWriterDone: checkpointWriter.isDone, over: communicator)
    guard agreement.lossSum.isFinite else { throw try divergence("the loss of step \(progress.step + 1)", lossSum) }
    let seconds = stopwatch.seconds
    progress.finishStep(
      lossSum: agreement.lossSum, correct: agreement.correct, samples: globalCount, seconds: seconds)
    try report(
      epoch: epoch, loss: agreement.lossSum / Double(globalCount), learningRate: rate, samples: globalCount,
      seconds: seconds)
    progress.epoch = (progress.step + sampler.stepsPerEpoch - 1) / sampler.stepsPerEpoch
    try health.warnings(
      step: progress.step, loss: agreement.lossSum / Double(globalCount), firstLoss: progress.firstLoss,
      totals: timer.totals(), samples: sampler.largestBatch, over: communicator
    ).forEach(console.warning)
    return agreement
  }

  /// Whether an evaluation belongs to this step, however long the run is.
  var isEvaluationDue: Bool {
    progress.step % (sampler.stepsPerEpoch * recipe.evaluateEveryEpochs) == 0
  }

  /// Evaluates, and notes it in the metrics.
  func evaluate() throws {
    let evaluation = try timer.measure(.evaluate) {
      try trainingStep.withShownWeights { try evaluator.evaluate() }
    }
    guard evaluation.loss.isFinite else {
      throw try divergence("the test loss after step \(progress.step)", evaluation.loss)
    }
    let isBest = progress.finish(evaluation)
    if isBest { try timer.measure(.checkpoint) { try saveBest() } }
    try metrics?.append(
      MetricsWriter.Evaluation(
        step: progress.step, epoch: progress.epoch, testAccuracy: evaluation.accuracy, testLoss: evaluation.loss,
        trainAccuracy: progress.epochAccuracy))
    try noteEvents(of: evaluation)
    let line = String(
      format: "epoch %d/%@  train loss %.4f accuracy %.2f%%  test loss %.4f accuracy %.2f%%  %.0f samples/s",
      progress.epoch, recipe.epochs.formatted(), progress.epochLoss, 100 * progress.epochAccuracy, evaluation.loss,
      100 * evaluation.accuracy, progress.epochSamplesPerSecond)
    console.line(line)
  }

  /// Writes the weights that came to the best test accuracy so far; where that fails, what a failed checkpoint does
  /// holds. Collective.
  private func saveBest() throws {
    do {
      try withResult {
        try communicator.collectively(for: "the best weights") {
          guard communicator.rank == 0 else { return }
          // Where the folder was removed or replaced, the run says so at its end.
          let folder = try folderOfResults()
          try network.save(to: folder.path(of: "model-best.safetensors"), metadata: description.metadata(run: identity))
        }
      }
    } catch let failure as Failure {
      switch recipe.checkpoints.onError {
      case .goOn: if let message = failure.message { console.warning("the best weights are not kept: \(message)") }
      case .stop:
        // A checkpoint under way comes to its end, or takes away what it has written.
        try checkpointWriter.finish()
        throw failure
      }
    }
  }

  /// The learning rate of the global step `step`, counted from 0.
  private func learningRate(at step: Int) -> Double {
    recipe.scaledLearningRate
      * recipe.schedule.factor(step: step, stepsPerEpoch: sampler.stepsPerEpoch, epochs: recipe.epochs)
  }

  /// What to say of a loss that is no number: the ranks where it became so, and the first tensor that shows it.
  /// Collective.
  private func divergence(_ name: String, _ ownLoss: Double) throws -> Failure {
    let finite = try communicator.allgather(ownLoss.isFinite ? 1 : 0, for: "where training diverged")
    let ranks = finite.indices.filter { finite[$0] == 0 }
    // The update has spoiled every parameter; the running statistics show which layer came first.
    let values = network.buffers.map { ($0.name, $0.value) } + network.parameters.map { ($0.name, $0.value) }
    let first = values.first { !$0.1.array.allSatisfy(\.isFinite) }?.0 ?? ""
    let named = try communicator.allgather(Array(first.utf8), for: "where training diverged")
    let tensor = ranks.map { String(decoding: named[$0], as: UTF8.self) }.first { !$0.isEmpty }
    let place = ranks.map(String.init).joined(separator: ", ")
    return Failure(
      message: communicator.rank == 0
        ? "\(name) is no finite number (on rank \(place)"
          + "\(tensor.map { "; first in \($0)" } ?? "")); training has diverged: lower --learning-rate" : nil,
      exitCode: ExitStatus.programFault)
  }

  private func report(epoch: Int, loss: Double, learningRate: Double, samples: Int, seconds: Double) throws {
    guard let metrics else { return }
    try metrics.append(
      MetricsWriter.Step(
        step: progress.step, epoch: epoch, loss: loss, learningRate: learningRate,
        samplesPerSecond: Double(samples) / seconds))
    try events?.append(
      [
        ("train/loss", loss), ("train/learning_rate", learningRate),
        ("train/samples_per_second", Double(samples) / seconds),
      ],
      step: progress.step)
    let line = ProgressLine(
      epoch: epoch, epochs: recipe.epochs, step: progress.step, totalSteps: totalSteps, loss: loss,
      samplesPerSecond: Double(samples) / seconds, stepSeconds: progress.secondsPerStep)
    if let every = recipe.logEverySteps, progress.step % every == 0 {
      console.line(line.text(columns: .max))
    } else {
      console.progress(line.text)
    }
  }
}
