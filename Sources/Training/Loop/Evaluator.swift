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

  private let communicator: Communicator
  private let statistics: SharedStatistics
  private let network: Network
  private let sampler: BatchSampler
  private let loader: BatchLoader
  private let context: ComputeContext
  private let flipsAtTestTime: Bool
  private let loss = SoftmaxCrossEntropy(labelSmoothing: 0)
  private var evaluations = 0
  private var flippedImages: Tensor?
  private var firstLogits: Tensor?

  /// - Parameter flipsAtTestTime: whether logits are the mean over each image and its mirror image.
  init(
    network: Network, images: TestImages, context: ComputeContext, flipsAtTestTime: Bool, statistics: SharedStatistics,
    communicator: Communicator
  ) {
    self.communicator = communicator
    self.statistics = statistics
    self.network = network
    self.flipsAtTestTime = flipsAtTestTime
    self.context = context
    sampler = images.sampler
    loader = images.makeLoader()
  }

  /// Evaluates with the ranks' mean of the running statistics. Collective.
  func evaluate() throws -> Result {
    let sums = try statistics.use { try lossAndCorrect() }
    let totals = try communicator.allreduce(sums, .sum, for: "the test results")
    let samples = Double(sampler.sampleCount)
    return Result(accuracy: totals[1] / samples, loss: totals[0] / samples, samples: sampler.sampleCount)
  }

  /// The sum of this rank's losses, and how many of its images are right.
  private func lossAndCorrect() throws -> [Double] {
    var lossSum = 0.0
    var correct = 0
    for step in 0..<sampler.stepsPerEpoch {
      let batch = try loader.next(epoch: evaluations, step: step)
      guard batch.count > 0 else { continue }
      let result = loss(
        logits: try logits(of: batch.images), labels: batch.labels, sampleCount: batch.count, divisor: batch.count,
        gradient: nil)
      lossSum += result.lossSum
      correct += result.correct
    }
    evaluations += 1
    return [lossSum, Double(correct)]
  }

  private func logits(of images: Tensor) throws -> Tensor {
    let logits = try network.forward(images, mode: .evaluation)
    guard flipsAtTestTime else { return logits }
    let kept = reuse(&firstLogits, logits.shape)
    kept.copy(from: logits)
    let flipped = reuse(&flippedImages, images.shape)
    images.mirrorImages(into: flipped)
    context.add(try network.forward(flipped, mode: .evaluation), to: kept)
    context.scale(kept, by: 0.5, into: kept)
    return kept
  }

  private func reuse(_ tensor: inout Tensor?, _ shape: TensorShape) -> Tensor {
    if (tensor?.count ?? 0) < shape.count { tensor = Tensor(shape) }
    return tensor!.reshaped(shape)
  }
}
