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

  /// Seconds of all training steps.
  private(set) var trainingSeconds = 0.0
  private var epochLossSum = 0.0
  private var epochSamples = 0
  private var epochSeconds = 0.0

  /// Whether a run can be there, as a file may say otherwise.
  var isPossible: Bool {
    (0...Limits.counts.upperBound).contains(step) && (0...step).contains(epoch) && samples >= 0
      && (0...step).contains(evaluatedStep) && epochSamples >= 0
  }

  mutating func beginEpoch() { (epochLossSum, epochSamples, epochSeconds) = (0, 0, 0) }

  /// Takes in a finished step over `samples` samples of all ranks.
  mutating func finishStep(lossSum: Double, samples count: Int, seconds: Double) {
    step += 1
    samples += count
    trainingSeconds += seconds
    epochLossSum += lossSum
    epochSamples += count
    epochSeconds += seconds
  }

  /// The mean over the samples of the epoch at hand.
  var epochLoss: Double { epochLossSum / Double(max(1, epochSamples)) }
  var epochSamplesPerSecond: Double { Double(epochSamples) / max(epochSeconds, 1e-9) }
  var secondsPerStep: Double { trainingSeconds / Double(max(1, step)) }
  var samplesPerSecond: Double { Double(samples) / max(trainingSeconds, 1e-9) }
}
