import Communication
import Datasets
import Kernels
import Network

/// What a rank needs before it can train or evaluate: data, network and who takes which samples.
struct Setup {
  let context: ComputeContext
  let dataset: Dataset
  let network: Network
  let sampler: BatchSampler
  let loader: BatchLoader
  let testSampler: BatchSampler
  let testLoader: BatchLoader
  /// The most samples that go through this rank's network at once in training.
  let largestPart: Int

  /// - Throws: what is wrong with the recipe, the data or the weights.
  init(recipe: Recipe, communicator: Communicator) throws {
    try recipe.validate()
    guard recipe.batchSize >= communicator.size else {
      throw SettingsError(
        "--batch-size \(recipe.batchSize) is smaller than the number of ranks, \(communicator.size); "
          + "every rank needs a sample: raise --batch-size or start fewer ranks")
    }
    context = try ComputeContext(kernels: recipe.kernels, threads: recipe.threads)
    dataset = try Dataset.open(recipe.data, seed: recipe.seed)
    let preparation = try recipe.preparation(for: dataset, training: true)

    sampler = BatchSampler(
      sampleCount: dataset.training.count, globalBatch: recipe.batchSize, rank: communicator.rank,
      ranks: communicator.size, seed: recipe.seed, shuffles: recipe.shuffles)
    loader = BatchLoader(
      source: dataset.training, sampler: sampler, preparation: preparation, seed: recipe.seed)
    testSampler = BatchSampler(
      sampleCount: dataset.test.count, globalBatch: recipe.batchSize, rank: communicator.rank,
      ranks: communicator.size, seed: recipe.seed, shuffles: false)
    let testPreparation = try recipe.preparation(for: dataset, training: false)
    testLoader = BatchLoader(
      source: dataset.test, sampler: testSampler, preparation: testPreparation, seed: recipe.seed)

    largestPart = (sampler.largestBatch + recipe.accumulate - 1) / recipe.accumulate
    network = try Network(
      model: recipe.model,
      inputShape: preparation.shape.with(batch: largestPart), classes: dataset.classes, pruning: recipe.pruning,
      prunesLinear: recipe.prunesLinear, context: context,
      seed: recipe.seed, stem: recipe.stem)
    // A model that does not take every size says so now, not after hours of training.
    try network.plan(testPreparation.shape.with(batch: max(testSampler.largestBatch, 1)), mode: .evaluation)
    try network.plan(preparation.inEpoch(0).shape.with(batch: max(largestPart, 1)), mode: .training)
    if let path = recipe.initialWeights { try network.load(from: path) }
  }
}
