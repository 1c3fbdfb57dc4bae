import Communication
import Datasets
import Timing

extension Trainer {
  /// One step of all ranks, and its line in the metrics.
  func step(_ progress: inout TrainingProgress, stepOfEpoch: Int) throws {
    let stopwatch = Stopwatch()
    let batch = try timer.measure(.data) { try loader.next(epoch: progress.epoch, step: stepOfEpoch) }
    let globalCount = sampler.globalCount(step: stepOfEpoch)
    let rate = learningRate(at: progress.step)
    let hadChosen = trainingStep.exchange.explanation != nil
    let lossSum = try trainingStep.run(
      images: batch.images, labels: batch.labels, globalCount: globalCount, step: progress.step,
      learningRate: Float(rate))
    if !hadChosen, let explanation = trainingStep.exchange.explanation {
      console.line(explanation)
      logger.info("\(explanation)")
    }
    let globalLossSum = try communicator.allreduce(lossSum, .sum, for: "the mean loss")
    let meanLoss = globalLossSum / Double(globalCount)
    guard meanLoss.isFinite else {
      throw TrainingError("the loss is \(meanLoss) at step \(progress.step + 1); lower --learning-rate")
    }
    let seconds = stopwatch.seconds
    progress.finishStep(lossSum: globalLossSum, samples: globalCount, seconds: seconds)
    try report(progress, loss: meanLoss, learningRate: rate, samples: globalCount, seconds: seconds)
  }

  /// The learning rate of the global step `step`, counted from 0.
  private func learningRate(at step: Int) -> Double {
    recipe.scaledLearningRate
      * recipe.schedule.factor(step: step, stepsPerEpoch: sampler.stepsPerEpoch, epochs: recipe.epochs)
  }

  private func report(
    _ progress: TrainingProgress, loss: Double, learningRate: Double, samples: Int, seconds: Double
  ) throws {
    guard let metrics else { return }
    try metrics.append(
      MetricsWriter.Step(
        step: progress.step, epoch: progress.epoch, loss: loss, learningRate: learningRate,
        samplesPerSecond: Double(samples) / seconds))
    let line = ProgressLine(
      epoch: progress.epoch, epochs: recipe.epochs, step: progress.step, totalSteps: totalSteps, loss: loss,
      samplesPerSecond: Double(samples) / seconds, stepSeconds: seconds)
    if let every = recipe.logEverySteps, progress.step % every == 0 {
      console.line(line.text)
    } else {
      console.progress(line.text)
    }
  }
}
