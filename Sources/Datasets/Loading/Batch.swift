import Kernels

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

/// The memory of one batch: a full one, and the last one of an epoch inside it.
final class BatchBuffer {
  private let full: Batch
  private let last: Batch

  init(sampler: BatchSampler, shape: TensorShape) {
    let lastCount = sampler.positions(step: sampler.stepsPerEpoch - 1).count
    full = Batch(images: Tensor(shape.with(batch: sampler.largestBatch)))
    last = Batch(images: full.images.reshaped(shape.with(batch: lastCount)))
  }

  /// The batch of step `step`, filled from `source`.
  func fill(
    epoch: Int, step: Int, sampler: BatchSampler, source: any ImageSource, preparation: Preparation, seed: UInt64,
    scratch: PreparationScratch
  ) throws -> Batch {
    let positions = sampler.positions(step: step)
    let batch = positions.count == full.count ? full : last
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
