import Testing

@testable import Datasets

@Suite struct ImageGrowthTests {
  @Test("Images have their first size to the first epoch, then grow in steps of 32 pixels to their full size")
  func sizes() {
    let growth = ImageGrowth(firstSize: 160, start: 2, end: 10)
    let sizes = (0...12).map { growth.size(epoch: $0, fullSize: 256) }
    #expect(sizes == [160, 160, 160, 160, 192, 192, 192, 224, 224, 256, 256, 256, 256])
    #expect(ImageGrowth(firstSize: 40, start: 0, end: 8).size(epoch: 1, fullSize: 64) == 40)
    #expect(ImageGrowth(firstSize: 40, start: 0, end: 0).size(epoch: 1, fullSize: 50) == 50)
  }

  @Test("A loader's batches have the size of their epoch, and the pixels that a fixed size would have there")
  func batches() throws {
    let shapes = Dataset.shapes(training: 50, test: 10)
    func loader(size: Int, growth: ImageGrowth? = nil) -> BatchLoader {
      BatchLoader(
        source: shapes.training,
        sampler: BatchSampler(sampleCount: 50, globalBatch: 20, rank: 0, ranks: 1, seed: 1, shuffles: true),
        preparation: Preparation(
          of: shapes.training, mean: [0.5], standardDeviation: [0.25], augmentation: .photographs, size: size,
          growth: growth),
        seed: 3)
    }
    let growing = loader(size: 28, growth: ImageGrowth(firstSize: 20, start: 0, end: 1))
    let (small, full) = (loader(size: 20), loader(size: 28))
    for (epoch, size) in [(0, 20), (1, 28)] {
      for step in 0..<3 {
        let batch = try growing.next(epoch: epoch, step: step)
        let (inSmall, inFull) = (try small.next(epoch: epoch, step: step), try full.next(epoch: epoch, step: step))
        let expected = epoch == 0 ? inSmall : inFull
        #expect(batch.images.shape.height == size && batch.count == (step < 2 ? 20 : 10))
        #expect(batch.images.array == expected.images.array && batch.labels == expected.labels)
      }
    }
  }
}
