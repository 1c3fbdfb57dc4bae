import Communication
import Datasets
import Exchange
import Files
import Kernels
import Network
import Tensors

/// What a rank needs before it can train: data, network and who takes which samples.
struct Setup {
  let context: ComputeContext
  let dataset: Dataset
  /// What the ranks' data must agree in. Found here, where one rank alone may fail.
  let dataIdentity: String
  let network: Network
  let sampler: BatchSampler
  let loader: BatchLoader
  let testImages: TestImages
  let description: ModelDescription
  /// What is to be said of the weights that training starts from.
  let warnings: [String]
  /// The most samples that go through this rank's network at once in training.
  let largestPart: Int

  /// - Parameter step: the step that training begins with, counted from 0.
  /// - Throws: what is wrong with the recipe, the data or the weights.
  init(recipe: Recipe, communicator: Communicator, startingAt step: Int = 0) throws {
    try recipe.validate(ranks: communicator.size)
    context = try ComputeContext(kernels: recipe.kernels, threads: recipe.threads, precision: recipe.precision)
    dataset = try Dataset.open(recipe.data, seed: recipe.seed)
    dataIdentity = try dataset.identity()
    let preparation = try recipe.preparation(for: dataset, training: true)

    sampler = BatchSampler(
      sampleCount: dataset.training.count, globalBatch: recipe.batchSize, rank: communicator.rank,
      ranks: communicator.size, seed: recipe.seed, shuffles: recipe.shuffles)
    if recipe.learningRate > 0, recipe.schedule.isZero(stepsPerEpoch: sampler.stepsPerEpoch, epochs: recipe.epochs) {
      throw SettingsError(
        "a batch of \(recipe.batchSize) takes all \(dataset.training.count) training images in one step, and the rate of "
          + "the first step of --schedule \(recipe.schedule.shape.rawValue) is 0: nothing would be learned; lower "
          + "--batch-size, raise --epochs, or take --schedule constant")
    }
    // A rank to which no sample falls plans for one: fewer images than ranks are no reason to stop.
    largestPart = max((sampler.largestBatch + recipe.accumulate - 1) / recipe.accumulate, 1)
    let memory = try Network.memory(
      model: recipe.model, inputShape: preparation.shape.with(batch: largestPart), classes: dataset.classes,
      context: context, stem: recipe.stem)
    testImages = try TestImages(recipe, dataset, communicator)
    let evaluationMemory = try Network.memory(
      model: recipe.model, inputShape: testImages.shape, classes: dataset.classes, context: context, stem: recipe.stem)
    // Two loaders of three batches; values, gradients, momenta, what is sent, and what the kernels keep in layouts of
    // their own. Measured (largest resident size, 64 images): resnet18 0.80 GB, here 0.74; resnet50 at 64 pixels, 16
    // images, 0.85 and 0.89; mlp at 224 pixels 1.48 and 1.47.
    try AvailableMemory.require(
      3 * (preparation.shape.with(batch: sampler.largestBatch).bytes + testImages.shape.bytes)
        + max(
          memory.training(copiesOfParameters: 5 + 3 * Self.partSizes(sampler, accumulate: recipe.accumulate)),
          evaluationMemory.evaluation(copiesOfParameters: 8))
        + (recipe.averageDecay == nil ? 0 : memory.parameters)
        + Self.measuredSteps(
          recipe, batch: preparation.shape.with(batch: sampler.largestBatch), dataset.classes, context),
      for: communicator, hint: "lower --batch-size or --image-size, raise --accumulate, or start fewer ranks a host")
    loader = BatchLoader(
      source: dataset.training, sampler: sampler, preparation: preparation, seed: recipe.seed, startingAt: step)
    network = try Network(
      model: recipe.model,
      inputShape: preparation.shape.with(batch: largestPart), classes: dataset.classes, pruning: recipe.pruning,
      prunesLinear: recipe.prunesLinear, context: context,
      seed: recipe.seed, stem: recipe.stem, frozen: recipe.frozen)
    // A model that does not take every size says so now, not after hours of training.
    try network.plan(testImages.shape, mode: .evaluation)
    try network.plan(preparation.inEpoch(0).shape.with(batch: largestPart), mode: .training)
    description = try ModelDescription(recipe, dataset)
    var warnings = dataset.remarks
    if step == 0, let path = recipe.initialWeights {
      try network.load(from: path, head: recipe.initialHead)
      // A new head is there for other classes.
      if recipe.initialHead == .kept, let difference = try ClassNames.difference(weights: path, data: dataset) {
        warnings.append("\(difference); the last layer goes on from what it learned, --init-head new starts it afresh")
      }
    }
    self.warnings = warnings
  }

  /// How many numbers of samples go through this rank's network at once in training: for each, dense products keep
  /// weights and their gradient in layouts of their own.
  private static func partSizes(_ sampler: BatchSampler, accumulate: Int) -> Int {
    let sizes = [0, sampler.stepsPerEpoch - 1].flatMap { step in
      (0..<accumulate).map { TrainingStep.part($0, of: accumulate, count: sampler.count(step: step)).count }
    }
    return Set(sizes.map { max($0, 1) }).count
  }

  /// The memory of the steps that tell what pruning saves: a network beside the one that is trained, without momenta.
  private static func measuredSteps(
    _ recipe: Recipe, batch: TensorShape, _ classes: Int, _ context: ComputeContext
  ) throws -> Double {
    guard let shape = recipe.measuredShape(of: batch) else { return 0 }
    return try Network.memory(
      model: recipe.model, inputShape: shape, classes: classes, context: context, stem: recipe.stem
    ).training(copiesOfParameters: 4)
  }

  /// The step that `recipe` asks for. Collective.
  /// - Throws: `ExchangeError` where the ranks' settings or data differ or do not work.
  func makeTrainingStep(_ recipe: Recipe, _ communicator: Communicator) throws -> TrainingStep {
    var settings = TrainingStep.Settings()
    settings.labelSmoothing = Float(recipe.labelSmoothing)
    settings.accumulate = recipe.accumulate
    settings.seed = recipe.seed
    settings.rank = communicator.rank
    settings.clipNorm = recipe.clipNorm
    settings.averageDecay = recipe.averageDecay
    return TrainingStep(
      network: network, optimizer: try recipe.makeOptimizer(parameters: network.backwardOrder, context: context),
      exchange: try GradientExchange(
        communicator: communicator, gradients: network.gradients,
        tensors: network.backwardOrder.map { GradientTensor(name: $0.name, shape: $0.shape) },
        configuration: recipe.exchange, tiles: context.codecTiles, seed: recipe.seed,
        facts: [
          ("version", version), ("the options", try recipe.fingerprint()), ("the data", dataIdentity),
        ]),
      largestPart: largestPart, context: context, settings: settings)
  }
}
