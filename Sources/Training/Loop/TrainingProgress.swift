import Timing

/// How far a run is, and what its latest epoch came to.
public struct TrainingProgress: Codable, Equatable, Sendable {
  /// Finished steps.
  var step = 0
  /// Finished epochs.
  var epoch = 0
  /// Samples trained on, over all ranks.
  var samples = 0
  var evaluation = Evaluator.Result(accuracy: 0, loss: 0, samples: 0)
  /// The step of the latest evaluation; 0 before the first.
  var evaluatedStep = 0
  /// The best test accuracy so far and the epoch that came to it; the earlier one of equals.
  private(set) var best: Best?
  struct Best: Codable, Equatable, Sendable {
    var accuracy: Double
    var epoch: Int
  }

  /// Seconds of all training steps.
  private(set) var trainingSeconds = 0.0
  private var epochLossSum = 0.0
  private var epochCorrect = 0
  private var epochSamples = 0
  private var epochSeconds = 0.0
  /// Of the first steps; nil where the run was continued from a checkpoint of an older version, which does not hold it.
  private var firstLossSum: Double? = 0

  /// Whether a run can be there, as a file may say otherwise.
  var isPossible: Bool {
    (0...Limits.counts.upperBound).contains(step) && (0...step).contains(epoch) && samples >= 0
      && (0...step).contains(evaluatedStep) && epochSamples >= 0 && (0...epochSamples).contains(epochCorrect)
  }

  /// Takes in an evaluation after the last step; true where it is the best so far.
  mutating func finish(_ evaluation: Evaluator.Result) -> Bool {
    self.evaluation = evaluation
    evaluatedStep = step
    guard evaluation.accuracy > best?.accuracy ?? -1 else { return false }
    best = Best(accuracy: evaluation.accuracy, epoch: epoch)
    return true
  }

  /// Whether so many epochs have come to nothing better.
  func isOutOfPatience(_ epochs: Int?) -> Bool {
    guard let epochs, let best else { return false }
    return evaluatedStep == step && epoch - best.epoch >= epochs
  }

  mutating func beginEpoch() { (epochLossSum, epochCorrect, epochSamples, epochSeconds) = (0, 0, 0, 0) }

  /// Takes in a finished step over `samples` samples of all ranks, of which `correct` were judged right.
  mutating func finishStep(lossSum: Double, correct: Int, samples count: Int, seconds: Double) {
    step += 1
    samples += count
    trainingSeconds += seconds
    epochLossSum += lossSum
    epochCorrect += correct
    epochSamples += count
    epochSeconds += seconds
    if step <= HealthWatch.lossSteps { firstLossSum? += lossSum / Double(count) }
  }

  /// The mean loss of the run's first steps, also of those before it was continued; nil until they are done, and where it
  /// is not known.
  var firstLoss: Double? {
    step < HealthWatch.lossSteps ? nil : firstLossSum.map { $0 / Double(HealthWatch.lossSteps) }
  }

  /// The mean over the samples of the epoch at hand.
  var epochLoss: Double { epochLossSum / Double(max(1, epochSamples)) }
  /// The share of the epoch's samples that the network was right about while it learned from them: augmented, and each
  /// by the weights of its step.
  var epochAccuracy: Double { Double(epochCorrect) / Double(max(1, epochSamples)) }
  var epochSamplesPerSecond: Double { Double(epochSamples) / max(epochSeconds, 1e-9) }
  var secondsPerStep: Double { trainingSeconds / Double(max(1, step)) }
  var samplesPerSecond: Double { Double(samples) / max(trainingSeconds, 1e-9) }
}
