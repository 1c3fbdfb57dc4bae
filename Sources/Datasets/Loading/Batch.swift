import Tensors

/// The samples of one rank in one step. Valid until the next batch is taken from its loader, which reuses it.
///
/// `@unchecked Sendable`: the loader's threads write it before they hand it over, through a lock, and only after it was
/// given back.
public final class Batch: @unchecked Sendable {
  /// Prepared images, `count` of them.
  public let images: Tensor
  /// The class of each image.
  public fileprivate(set) var labels: [Int32]

  public var count: Int { labels.count }

  fileprivate init(images: Tensor) {
    self.images = images
    labels = Array(repeating: 0, count: images.shape.batch)
  }
}

/// The memory of one batch, of the largest one's size, and the batches that have lain in it by their shapes.
final class BatchBuffer {
  private let storage: Tensor
  private var batches: [TensorShape: Batch] = [:]

  /// - Parameter shape: the largest image's.
  init(sampler: BatchSampler, shape: TensorShape) { storage = Tensor(shape.with(batch: sampler.largestBatch)) }

  private func batch(_ shape: TensorShape) -> Batch {
    if let batch = batches[shape] { return batch }
    let batch = Batch(images: storage.reshaped(shape))
    batches[shape] = batch
    return batch
  }

  /// The batch of step `step`, filled from `source`.
  func fill(
    epoch: Int, step: Int, sampler: BatchSampler, source: any ImageSource, preparation: Preparation, seed: UInt64,
    scratch: PreparationScratch
  ) throws -> Batch {
    let positions = sampler.positions(step: step)
    let preparation = preparation.inEpoch(epoch)
    let batch = batch(preparation.shape.with(batch: positions.count))
    let order = sampler.order(epoch: epoch)
    for (place, position) in positions.enumerated() {
      let index = sampler.sample(at: position, in: order)
      try source.copyPixels(index, into: scratch.pixels)
      var random = RandomStream(seed: seed, epoch, index)
      preparation.prepare(
        scratch.pixels, random: &random, scratch: scratch,
        into: batch.images.pointer + place * preparation.shape.count)
      batch.labels[place] = Int32(source.label(index))
    }
    return batch
  }
}
