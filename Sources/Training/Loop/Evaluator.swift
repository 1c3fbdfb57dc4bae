import Communication
import Datasets
import Kernels
import Network
import Tensors

/// Measures a network on the test images, over all ranks, each image counted once.
final class Evaluator {
  struct Result: Codable, Equatable, Sendable {
    var accuracy: Double
    /// The mean cross entropy, without label smoothing.
    var loss: Double
    var samples: Int
  }

  /// Told how many batches of this rank are done, and of how many.
  var onBatch: (_ done: Int, _ total: Int) -> Void = { _, _ in }

  private let communicator: Communicator
  private let statistics: SharedStatistics
  private let classifier: Classifier
  private let sampler: BatchSampler
  private let loader: BatchLoader
  private let loss = SoftmaxCrossEntropy(labelSmoothing: 0)
  private var evaluations = 0

  /// - Parameter flipsAtTestTime: whether logits are the mean over each image and its mirror image.
  init(
    network: Network, images: TestImages, context: ComputeContext, flipsAtTestTime: Bool, statistics: SharedStatistics,
    communicator: Communicator
  ) {
    self.communicator = communicator
    self.statistics = statistics
    classifier = Classifier(network: network, context: context, flips: flipsAtTestTime)
    sampler = images.sampler
    loader = images.makeLoader()
  }

  /// Evaluates with the ranks' mean of the running statistics. Collective.
  func evaluate() throws -> Result {
    var (lossSum, correct) = (0.0, 0)
    try statistics.use {
      try forEachBatch { batch, logits, _ in
        let result = loss(
          logits: logits, labels: batch.labels, sampleCount: batch.count, divisor: batch.count, gradient: nil)
        lossSum += result.lossSum
        correct += result.correct
      }
    }
    let totals = try communicator.allreduce([lossSum, Double(correct)], .sum, for: "the test results")
    let samples = Double(sampler.sampleCount)
    return Result(accuracy: totals[1] / samples, loss: totals[0] / samples, samples: sampler.sampleCount)
  }

  /// What the network takes each test image for, in the order of the images, on every rank. Collective.
  func predictions() throws -> [ImagePrediction] {
    var own: [ImagePrediction] = []
    try statistics.use {
      try forEachBatch { batch, logits, step in
        for (place, index) in sampler.indices(epoch: 0, step: step).enumerated() {
          let scores = ClassScores(logits.row(place))
          own.append(ImagePrediction(index: index, label: Int(batch.labels[place]), scores: scores))
        }
      }
    }
    let bytes = try communicator.allgather(own.withUnsafeBytes { Array($0) }, for: "the predictions")
    return bytes.flatMap { bytes in
      bytes.withUnsafeBytes { bytes in
        (0..<bytes.count / MemoryLayout<ImagePrediction>.stride).map { place in
          bytes.loadUnaligned(
            fromByteOffset: place * MemoryLayout<ImagePrediction>.stride, as: ImagePrediction.self)
        }
      }
    }.sorted { $0.index < $1.index }
  }

  /// Calls `body` with this rank's batches, their logits and steps.
  private func forEachBatch(_ body: (Batch, Tensor, Int) -> Void) throws {
    for step in 0..<sampler.stepsPerEpoch {
      onBatch(step, sampler.stepsPerEpoch)
      let batch = try loader.next(epoch: evaluations, step: step)
      if batch.count > 0 { body(batch, try classifier.logits(of: batch.images), step) }
    }
    evaluations += 1
  }
}

extension Tensor {
  /// The values of sample `sample` of a batch x classes.
  func row(_ sample: Int) -> UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(start: pointer + sample * shape.channels, count: shape.channels)
  }
}
