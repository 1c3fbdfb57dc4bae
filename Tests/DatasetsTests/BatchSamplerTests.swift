import Testing

@testable import Datasets

@Suite struct BatchSamplerTests {
  static func sampler(_ samples: Int, _ batch: Int, rank: Int = 0, ranks: Int = 1, seed: UInt64 = 3) -> BatchSampler {
    BatchSampler(
      sampleCount: samples, globalBatch: batch, rank: rank, ranks: ranks, seed: seed, shuffles: true)
  }

  /// The samples of all ranks in one epoch, step after step, rank after rank.
  static func epoch(_ samples: Int, _ batch: Int, ranks: Int, seed: UInt64 = 3, epoch: Int = 0) -> [Int] {
    let samplers = (0..<ranks).map { sampler(samples, batch, rank: $0, ranks: ranks, seed: seed) }
    return (0..<samplers[0].stepsPerEpoch).flatMap { step in
      samplers.flatMap { $0.indices(epoch: epoch, step: step) }
    }
  }

  @Test("Every sample comes once an epoch, in an order that does not depend on the number of ranks", arguments: 1...7)
  func onceInOneOrder(ranks: Int) {
    for (samples, batch) in [(1, 1), (2, 64), (100, 7), (1442, 64), (257, 256), (64, 64)] {
      let order = Self.epoch(samples, batch, ranks: ranks)
      #expect(order.sorted() == Array(0..<samples))
      #expect(order == Self.epoch(samples, batch, ranks: 1))
    }
  }

  @Test("A batch is split evenly, the remainder over the first ranks; the last batch keeps what is left")
  func split() {
    let counts = (0..<3).map { rank in
      (0..<4).map { Self.sampler(36, 11, rank: rank, ranks: 3).indices(epoch: 0, step: $0).count }
    }
    #expect(counts == [[4, 4, 4, 1], [4, 4, 4, 1], [3, 3, 3, 1]])
    let last = (0..<3).map { Self.sampler(12, 11, rank: $0, ranks: 3).indices(epoch: 0, step: 1).count }
    #expect(last == [1, 0, 0])
    #expect((0..<4).map { Self.sampler(36, 11).globalCount(step: $0) } == [11, 11, 11, 3])
  }

  @Test("Order changes with the epoch and with the seed, and with nothing else")
  func dependence() {
    let first = Self.epoch(500, 64, ranks: 1)
    #expect(first == Self.epoch(500, 17, ranks: 2))
    #expect(first != Self.epoch(500, 64, ranks: 1, epoch: 1))
    #expect(first != Self.epoch(500, 64, ranks: 1, seed: 4))
    #expect(first != Array(0..<500))
  }

  @Test("Unshuffled, samples come in the file's order in every epoch")
  func fileOrder() {
    let sampler = BatchSampler(sampleCount: 10, globalBatch: 4, shuffles: false)
    #expect(sampler.indices(epoch: 5, step: 1) == [4, 5, 6, 7])
    #expect(sampler.indices(epoch: 0, step: 2) == [8, 9])
  }

  @Test("Each sample is as likely at each place, and neighbours do not stay together", arguments: [10, 16, 23])
  func uniform(samples: Int) {
    let epochs = 4000
    var places = [Int](repeating: 0, count: samples * samples)
    var successors = 0
    for epoch in 0..<epochs {
      let order = SampleOrder(count: samples, seed: 1, epoch: epoch)
      for position in 0..<samples { places[position * samples + order[position]] += 1 }
      for position in 1..<samples where order[position] == order[position - 1] + 1 { successors += 1 }
    }
    let expected = Double(epochs) / Double(samples)
    let chiSquare = places.map { ($0.asDouble - expected) * ($0.asDouble - expected) / expected }.reduce(0, +)
    let freedom = Double((samples - 1) * (samples - 1))
    #expect(abs(chiSquare - freedom) < 6 * (2 * freedom).squareRoot(), "chi square \(chiSquare) of \(freedom)")
    // In a random permutation (n - 1) / n of the samples are followed by their successor: 1 an epoch, almost.
    let rate = Double(successors) / Double(epochs)
    #expect(abs(rate - Double(samples - 1) / Double(samples)) < 0.1, "\(rate)")
  }
}

extension Int {
  fileprivate var asDouble: Double { Double(self) }
}
