import Communication
import Datasets
import Kernels
import Network
import Tensors
import Timing

extension Trainer {
  /// One step of all ranks: forward, loss, backward with the exchange beside it, update.
  func step(_ progress: inout TrainingProgress, stepOfEpoch: Int) throws {
    let stopwatch = Stopwatch()
    let batch = try timer.measure(.data) { try loader.next(epoch: progress.epoch, step: stepOfEpoch) }
    let globalCount = sampler.globalCount(step: stepOfEpoch)

    let hadChosen = exchange.explanation != nil
    try exchange.beginStep(progress.step + 1)
    if !hadChosen, let explanation = exchange.explanation {
      console.line(explanation)
      logger.info("\(explanation)")
    }
    let lossSum = try forwardAndBackward(batch, globalCount: globalCount, step: progress.step)
    let exchanged = try timer.measure(.exchangeExposed) { try exchange.finishStep() }
    flat.giveBack()
    timer.add(exchanged.hiddenSeconds, to: .exchangeHidden)
    bytesSent += exchanged.bytesSent

    let rate = learningRate(at: progress.step)
    timer.measure(.optimizer) {
      for index in network.backwardOrder.indices { optimizer.update(index, learningRate: Float(rate)) }
      network.weightsChanged()
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

  /// Runs this rank's samples through the network, part by part, and hands each finished gradient to the exchange.
  ///
  /// Gradients are divided by the global count at the loss, so that their sum over ranks and parts is the mean.
  /// - Returns: The sum of this rank's losses.
  private func forwardAndBackward(_ batch: Batch, globalCount: Int, step: Int) throws -> Double {
    var lossSum = 0.0
    for part in 0..<recipe.accumulate {
      let range = Self.part(part, of: recipe.accumulate, count: batch.count)
      lossSum += try forwardAndBackward(batch, range: range, part: part, globalCount: globalCount, step: step)
    }
    return lossSum
  }

  private func forwardAndBackward(
    _ batch: Batch, range: Range<Int>, part: Int, globalCount: Int, step: Int
  ) throws -> Double {
    guard !range.isEmpty else {
      // No sample is left for this rank: it adds nothing, and still takes part in every exchange.
      for parameter in network.backwardOrder {
        parameter.gradient.fill(0)
        gradientReady(parameter, part: part)
      }
      return 0
    }
    let images = batch.images.samples(range)
    let logits = try timer.measure(.forward) { try network.forward(images, mode: .training) }
    return try timer.measure(.backward) {
      let pruningBefore = context.pruningSeconds
      let gradient = logitsGradient.reshaped(TensorShape(batch: range.count, channels: dataset.classes))
      let result = loss(
        logits: logits, labels: part == 0 && range.count == batch.count ? batch.labels : Array(batch.labels[range]),
        sampleCount: range.count, divisor: globalCount, gradient: gradient)
      try network.backward(
        logitsGradient: gradient,
        key: StepKey(seed: recipe.seed, step: step * recipe.accumulate + part, rank: communicator.rank)
      ) { gradientReady($0, part: part) }
      timer.add(context.pruningSeconds - pruningBefore, to: .prune, insteadOf: .backward)
      return result.lossSum
    }
  }

  private func gradientReady(_ parameter: Parameter, part: Int) {
    let index = indexOfParameter[parameter.name]!
    guard accumulator?.take(parameter.gradient, index: index, part: part) ?? true else { return }
    flat.take(index)
    exchange.gradientReady(index)
  }

  /// The samples of part `part`; the remainder is spread over the first parts.
  private static func part(_ part: Int, of parts: Int, count: Int) -> Range<Int> {
    let (quotient, remainder) = count.quotientAndRemainder(dividingBy: parts)
    let start = part * quotient + min(part, remainder)
    return start..<start + quotient + (part < remainder ? 1 : 0)
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
