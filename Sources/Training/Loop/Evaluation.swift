import Communication
import Datasets
import Exchange
import Kernels
import Network

/// Measures saved weights on a data set's test images, over all ranks.
public struct Evaluation: Sendable {
  /// The names of the data's classes.
  public let classNames: [String]
  /// The data set's name.
  public let dataset: String
  /// What became of each test image, in the order of the images, on every rank.
  public let predictions: [ImagePrediction]

  public var samples: Int { predictions.count }
  public var accuracy: Double { share { $0.labelRank == 0 } }
  /// The share of images whose label is among the five most probable classes; nil where there are no more than five.
  public var top5Accuracy: Double? { classNames.count > 5 ? share { $0.labelRank < 5 } : nil }
  /// The mean cross entropy, without label smoothing. Summed in the order of the images, however many ranks there are.
  public var loss: Double { predictions.reduce(0) { $0 + $1.loss } / Double(samples) }

  /// Collective.
  /// - Parameters:
  ///   - recipe: names the weights, model and data; what concerns training is not looked at.
  ///   - ignoresClassNames: whether weights of other classes than the data's are measured all the same.
  /// - Throws: `Failure` on every rank where one of them cannot start or holds other data; later errors as they are.
  public init(recipe: Recipe, communicator: Communicator, ignoresClassNames: Bool = false) throws {
    communicator.deadlineSeconds = recipe.exchange.stallSeconds
    let (evaluator, dataset, identity) = try communicator.collectively(for: "the data and the network") {
      try Self.makeEvaluator(recipe, communicator, ignoresClassNames: ignoresClassNames)
    }
    try communicator.collectively(for: "the comparison of the data") {
      try Agreement.verify([("the data", identity)], over: communicator)
    }
    classNames = dataset.classNames
    self.dataset = dataset.name
    predictions = try evaluator.predictions()
  }

  private func share(_ isCounted: (ImagePrediction) -> Bool) -> Double {
    Double(predictions.reduce(0) { $0 + (isCounted($1) ? 1 : 0) }) / Double(samples)
  }

  private static func makeEvaluator(
    _ recipe: Recipe, _ communicator: Communicator, ignoresClassNames: Bool
  ) throws -> (Evaluator, Dataset, identity: String) {
    try recipe.validate(ranks: communicator.size)
    let context = try ComputeContext(
      kernels: recipe.kernels, threads: recipe.threads, precision: recipe.precision)
    let dataset = try Dataset.open(recipe.data, seed: recipe.seed)
    let images = try TestImages(recipe, dataset, communicator)
    let memory = try Network.memory(
      model: recipe.model, inputShape: images.shape, classes: dataset.classes, context: context, stem: recipe.stem)
    // A loader of three batches; values, what the kernels keep in layouts of their own, and a tensor that is read.
    try AvailableMemory.require(
      3 * images.shape.bytes + memory.evaluation(copiesOfParameters: 3), for: communicator,
      hint: "lower --batch-size or --image-size, or start fewer ranks a host")
    if let path = recipe.initialWeights, !ignoresClassNames,
      let difference = try ClassNames.difference(weights: path, data: dataset)
    {
      throw ClassNamesError(difference)
    }
    let network = try Network(
      model: recipe.model, inputShape: images.shape, classes: dataset.classes, context: context, seed: recipe.seed,
      stem: recipe.stem, purpose: .evaluation)
    if let path = recipe.initialWeights { try network.load(from: path) }
    let evaluator = Evaluator(
      network: network, images: images, context: context, flipsAtTestTime: recipe.flipsAtTestTime,
      statistics: SharedStatistics(of: network, communicator: communicator), communicator: communicator)
    return (evaluator, dataset, try dataset.identity())
  }
}

/// Weights that were trained to tell other classes apart than the data's: their accuracy would say nothing.
public struct ClassNamesError: Error, CustomStringConvertible, Sendable {
  public let description: String

  init(_ difference: String) {
    description =
      "\(difference); give data of the classes that the weights know, or measure them all the same with "
      + "--ignore-class-names"
  }
}
