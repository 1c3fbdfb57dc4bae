import Foundation
import Testing

@testable import Datasets

@Suite struct BatchLoaderTests {
  static let augmentation = Augmentation(flipsHorizontally: true, translation: 2, cutout: 2)

  static func loader(
    _ source: NumberedImages, batch: Int = 16, rank: Int = 0, ranks: Int = 1, threads: Int = 1, prefetch: Int = 2,
    startingAt step: Int = 0
  ) -> BatchLoader {
    BatchLoader(
      source: source,
      sampler: BatchSampler(
        sampleCount: source.count, globalBatch: batch, rank: rank, ranks: ranks, seed: 9, shuffles: true),
      preparation: Preparation(of: source, mean: [0.5], standardDeviation: [0.25], augmentation: augmentation),
      seed: 9, threads: threads, prefetch: prefetch, startingAt: step)
  }

  /// Images by (epoch, label), as they come out of two epochs of a loader of each rank.
  static func images(_ source: NumberedImages, ranks: Int, threads: Int) throws -> [[Int]: [Float]] {
    var images: [[Int]: [Float]] = [:]
    for rank in 0..<ranks {
      let loader = loader(source, rank: rank, ranks: ranks, threads: threads)
      for epoch in 0..<2 {
        for step in 0..<(source.count + 15) / 16 {
          let batch = try loader.next(epoch: epoch, step: step)
          #expect(batch.images.shape.batch == batch.count)
          let values = batch.images.array
          for (place, label) in batch.labels.enumerated() {
            images[[epoch, Int(label)]] = Array(values[place * 90..<(place + 1) * 90])
          }
        }
      }
    }
    return images
  }

  @Test("An image is augmented in the same way on every rank and by any number of threads")
  func independence() throws {
    let source = NumberedImages(count: 53)
    let reference = try Self.images(source, ranks: 1, threads: 1)
    #expect(reference.count == 106)
    #expect(reference[[0, 7]] != reference[[1, 7]])
    for (ranks, threads) in [(1, 2), (1, 5), (2, 1), (3, 2), (7, 1), (20, 1)] {
      #expect(try Self.images(source, ranks: ranks, threads: threads) == reference)
    }
  }

  @Test("A batch stays as it is until the next one is taken, however far the threads are ahead")
  func ahead() throws {
    let loader = Self.loader(NumberedImages(count: 64), threads: 3, prefetch: 4)
    for step in 0..<4 {
      let batch = try loader.next(epoch: 0, step: step)
      let (images, labels) = (batch.images.array, batch.labels)
      Thread.sleep(forTimeInterval: 0.02)
      #expect(batch.images.array == images && batch.labels == labels)
    }
  }

  @Test("Memory is reused: a run of batches comes from a handful of buffers")
  func reuse() throws {
    let loader = Self.loader(NumberedImages(count: 160))
    var buffers = Set<UnsafeMutablePointer<Float>>()
    for step in 0..<10 { buffers.insert(try loader.next(epoch: 0, step: step).images.pointer) }
    #expect(buffers.count == 3)
  }

  @Test("A loader that starts in the middle continues as if it had been there from the beginning")
  func resumed() throws {
    let source = NumberedImages(count: 53)
    let resumed = Self.loader(source, startingAt: 5)
    let whole = Self.loader(source)
    for step in 0..<4 { _ = try whole.next(epoch: 0, step: step) }
    _ = try whole.next(epoch: 1, step: 0)
    let (first, second) = (try resumed.next(epoch: 1, step: 1), try whole.next(epoch: 1, step: 1))
    #expect(first.labels == second.labels && first.images.array == second.images.array)
  }

  @Test("A damaged image is reported when its batch is taken, not before", arguments: [1, 4])
  func damage(threads: Int) throws {
    var source = NumberedImages(count: 64)
    let order = BatchSampler(sampleCount: 64, globalBatch: 16, seed: 9, shuffles: true)
    source.damaged = order.indices(epoch: 0, step: 2)[5]
    let loader = Self.loader(source, threads: threads)
    _ = try loader.next(epoch: 0, step: 0)
    _ = try loader.next(epoch: 0, step: 1)
    for _ in 0..<2 {
      #expect(throws: DataError(file: "numbers", position: source.damaged, problem: "is damaged", hint: "none")) {
        try loader.next(epoch: 0, step: 2)
      }
    }
  }

  @Test("A loader that goes away ends its threads")
  func stops() throws {
    final class Canary: Sendable {}
    struct Watched: ImageSource {
      let canary: Canary
      let count = 64
      let height = 2
      let width = 2
      let channels = 1
      func label(_ index: Int) -> Int { 0 }
      func copyPixels(_ index: Int, into pixels: UnsafeMutablePointer<UInt8>) { pixels.update(repeating: 1, count: 4) }
    }
    weak var watched: Canary?
    do {
      let source = Watched(canary: Canary())
      watched = source.canary
      let loader = BatchLoader(
        source: source, sampler: BatchSampler(sampleCount: 64, globalBatch: 4, shuffles: false),
        preparation: Preparation(of: source, mean: [0], standardDeviation: [1]), threads: 3)
      _ = try loader.next(epoch: 0, step: 0)
    }
    // Only the threads can still hold the source; give them time to see that they are to stop.
    for _ in 0..<500 where watched != nil { Thread.sleep(forTimeInterval: 0.01) }
    #expect(watched == nil)
  }
}
