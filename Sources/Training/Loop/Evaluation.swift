import Communication
import Datasets
import Kernels
import Network

/// Measures saved weights on a data set's test images, over all ranks.
public struct Evaluation: Sendable {
  public let accuracy: Double
  /// The mean cross entropy, without label smoothing.
  public let loss: Double
  public let samples: Int

  /// Collective.
  /// - Parameter recipe: names the weights, model and data; what concerns training is not looked at.
  /// - Throws: `Failure` on every rank where one of them cannot start; later errors as they are.
  public init(recipe: Recipe, communicator: Communicator) throws {
    communicator.deadlineSeconds = recipe.exchange.stallSeconds
    let evaluator = try communicator.collectively(for: "the data and the network") {
      try Self.makeEvaluator(recipe, communicator)
    }
    let result = try evaluator.evaluate()
    (accuracy, loss, samples) = (result.accuracy, result.loss, result.samples)
  }

  private static func makeEvaluator(_ recipe: Recipe, _ communicator: Communicator) throws -> Evaluator {
    try recipe.validate(ranks: communicator.size)
    let context = try ComputeContext(kernels: recipe.kernels, threads: recipe.threads)
    let dataset = try Dataset.open(recipe.data, seed: recipe.seed)
    let images = try TestImages(recipe, dataset, communicator)
    let memory = try Network.memory(
      model: recipe.model, inputShape: images.shape, classes: dataset.classes, context: context, stem: recipe.stem)
    // A loader of three batches; values, what the kernels keep in layouts of their own, and a tensor that is read.
    try AvailableMemory.require(
      3 * images.shape.bytes + memory.evaluation(copiesOfParameters: 3), for: communicator,
      hint: "lower --batch-size or --image-size, or start fewer ranks a host")
    let network = try Network(
      model: recipe.model, inputShape: images.shape, classes: dataset.classes, context: context, seed: recipe.seed,
      stem: recipe.stem, purpose: .evaluation)
    if let path = recipe.initialWeights { try network.load(from: path) }
    return Evaluator(
      network: network, images: images, context: context, flipsAtTestTime: recipe.flipsAtTestTime,
      statistics: SharedStatistics(of: network, communicator: communicator), communicator: communicator)
  }
}
