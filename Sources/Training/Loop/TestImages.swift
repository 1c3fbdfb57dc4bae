import Communication
import Datasets
import Tensors

/// Who measures a network on which of a data set's test images.
struct TestImages {
  let sampler: BatchSampler
  /// The largest batch of this rank, of one image at least.
  let shape: TensorShape
  private let source: any ImageSource
  private let preparation: Preparation

  /// - Throws: `SettingsError` where the recipe's preparation does not suit the images.
  init(_ recipe: Recipe, _ dataset: Dataset, _ communicator: Communicator) throws {
    sampler = BatchSampler(
      sampleCount: dataset.test.count, globalBatch: recipe.batchSize, rank: communicator.rank,
      ranks: communicator.size, seed: recipe.seed, shuffles: false)
    source = dataset.test
    preparation = try recipe.preparation(for: dataset, training: false)
    shape = preparation.shape.with(batch: max(sampler.largestBatch, 1))
  }

  /// Starts to load them, into three batches of memory.
  func makeLoader() -> BatchLoader { BatchLoader(source: source, sampler: sampler, preparation: preparation) }
}
