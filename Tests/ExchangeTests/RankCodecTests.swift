import Communication
import Compression
import Kernels
import RankTestSupport
import RegisterTiles
import Tensors
import Testing

@testable import Exchange

@Suite(.serialized) struct RankCodecTests {
  /// A way for gradients to travel, and the error that one step may have.
  struct Way: CustomTestStringConvertible, Sendable {
    var name: String
    var codec: Codec
    var mask = MaskSource.leader
    var nonzeros = 2
    var groupSize = 4
    var rank = 4
    var largestError: Double

    var testDescription: String { name }

    func configuration(overlaps: Bool = true, feedback: Bool = true) -> ExchangeConfiguration {
      var configuration = ExchangeConfiguration()
      configuration.codec = codec
      configuration.settings[NMOptions.mask] = mask
      configuration.settings[NMOptions.nonzeros] = nonzeros
      configuration.settings[NMOptions.groupSize] = groupSize
      configuration.settings[PowerSGDOptions.rank] = rank
      configuration.overlaps = overlaps
      configuration.usesErrorFeedback = feedback
      configuration.bucketMegabytes = 0.02
      return configuration
    }
  }

  static let ways = [
    Way(name: "none", codec: Codec.none, largestError: 1e-6),
    Way(name: "bf16", codec: .bf16, largestError: 5e-3),
    Way(name: "fp16", codec: .fp16, largestError: 7e-4),
    Way(name: "nm leader 2:4", codec: .nm, largestError: 0.8),
    Way(name: "nm seeded 2:4", codec: .nm, mask: .seeded, largestError: 0.8),
    Way(name: "nm leader 1:8", codec: .nm, nonzeros: 1, groupSize: 8, largestError: 0.98),
    Way(name: "nm seeded 1:32", codec: .nm, mask: .seeded, nonzeros: 1, groupSize: 32, largestError: 1),
    Way(name: "powersgd rank 4", codec: .powersgd, largestError: 1),
    Way(name: "powersgd rank 2", codec: .powersgd, rank: 2, largestError: 1),
  ]

  @Test("The sum has the same bits on all ranks, in every run, with overlap and without", arguments: ways)
  func sameBits(way: Way) throws {
    try onEveryRank { world in
      func digests(overlaps: Bool, tiles: any CodecTiles.Type) throws -> [Int] {
        let fixture = ExchangeFixture()
        let exchange = try fixture.exchange(over: world, way.configuration(overlaps: overlaps), tiles: tiles)
        return try (1...4).map { step in
          fixture.fill(rank: world.rank, step: step)
          try fixture.run(exchange, step: step)
          try #expect(Set(world.allgather(fixture.digest, for: "a test")).count == 1 || world.size == 1)
          return fixture.digest
        }
      }
      let widest = try ComputeContext().kernels.codecTiles
      let first = try digests(overlaps: true, tiles: widest)
      try #expect(digests(overlaps: false, tiles: widest) == first)
      try #expect(digests(overlaps: true, tiles: portableTiles) == first)
    }
  }

  @Test("One step's error is what the codec's precision allows", arguments: ways)
  func error(way: Way) throws {
    try onEveryRank { world in
      let fixture = ExchangeFixture()
      let exchange = try fixture.exchange(over: world, way.configuration())
      fixture.fill(rank: world.rank, step: 1)
      try fixture.run(exchange, step: 1)
      guard world.size > 1 else { return }
      let error = fixture.relativeError(ranks: world.size, step: 1)
      #expect(error <= way.largestError)
      #expect(error > 0 || way.codec == Codec.none)
    }
  }

  @Test("What arrives plus the residuals of all ranks is the sum of all gradients: nothing is lost", arguments: ways)
  func conservation(way: Way) throws {
    try onEveryRank { world in
      guard world.size > 1 else { return }
      let fixture = ExchangeFixture()
      let exchange = try fixture.exchange(over: world, way.configuration())
      var arrived = fixture.tensors.map { [Double](repeating: 0, count: $0.count) }
      for step in 1...6 {
        fixture.fill(rank: world.rank, step: step)
        try fixture.run(exchange, step: step)
        for (index, gradient) in fixture.gradients.enumerated() {
          for element in 0..<gradient.count { arrived[index][element] += Double(gradient[element]) }
        }
      }
      let state = exchange.state.tensors
      for (index, tensor) in fixture.tensors.enumerated() {
        let residual = state["\(tensor.name).residual"]?.array ?? [Float](repeating: 0, count: tensor.count)
        let residuals = try world.allreduce(residual, .sum, for: "a test")
        var error = 0.0
        var norm = 0.0
        for element in 0..<tensor.count {
          let sent = (1...6).reduce(0.0) {
            $0 + ExchangeFixture.exactSum(tensor: index, element: element, ranks: world.size, step: $1)
          }
          let difference = arrived[index][element] + Double(residuals[element]) - sent
          error += difference * difference
          norm += sent * sent
        }
        // The owners' rounding of sums to 16 bits is not fed back.
        #expect((error / norm).squareRoot() < 1e-2)
      }
    }
  }

  @Test("A run that continues from a saved state goes on with the same bits", arguments: ways)
  func restore(way: Way) throws {
    try onEveryRank { world in
      func run(_ exchange: GradientExchange, _ fixture: ExchangeFixture, _ steps: ClosedRange<Int>) throws -> Int {
        for step in steps {
          fixture.fill(rank: world.rank, step: step)
          try fixture.run(exchange, step: step)
        }
        return fixture.digest
      }
      let fixture = ExchangeFixture()
      let exchange = try fixture.exchange(over: world, way.configuration())
      _ = try run(exchange, fixture, 1...3)
      let saved = exchange.state.copied
      let expected = try run(exchange, fixture, 4...5)
      let continued = try fixture.exchange(over: world, way.configuration())
      try continued.restore(saved, lastStep: 3)
      try #expect(run(continued, fixture, 4...5) == expected)
    }
  }

  @Test("auto goes on with the codec of a saved state, and another codec's state is refused with a sentence")
  func restoresTheChoice() throws {
    try onEveryRank { world in
      guard world.size > 1 else { return }
      let fixture = ExchangeFixture()
      let chosen = try fixture.exchange(over: world)
      let state = ExchangeState(codec: .bf16, codecAfter: 3, route: .direct, tensors: [:])
      try chosen.restore(state, lastStep: 5)
      try fixture.run(chosen, step: 6)
      #expect(chosen.codec == .bf16 && chosen.state.codec == .bf16)
      #expect(chosen.codecAfter == 3, "A continued run's record would not repeat when its codec began.")
      let other = try fixture.exchange(over: world, Self.ways[3].configuration())
      let error = #expect(throws: ExchangeError.self) { try other.restore(state, lastStep: 5) }
      #expect(error?.description.contains("--compress bf16") == true)
    }
  }

  @Test("The codec starts after --compress-after steps")
  func compressAfter() throws {
    try onEveryRank { world in
      guard world.size > 1 else { return }
      let fixture = ExchangeFixture()
      var configuration = ExchangeConfiguration()
      configuration.codec = .bf16
      configuration.compressAfter = 2
      let exchange = try fixture.exchange(over: world, configuration)
      let bytes = try (1...4).map { try fixture.run(exchange, step: $0).bytesSent }
      #expect(bytes[0] == bytes[1] && bytes[2] == bytes[3])
      #expect(bytes[2] * 2 == bytes[1])
    }
  }
}

extension ExchangeState {
  /// As a checkpoint would keep it.
  var copied: ExchangeState {
    ExchangeState(
      codec: codec, codecAfter: codecAfter, route: route,
      tensors: tensors.mapValues { tensor in
        let copy = Tensor(tensor.shape)
        copy.copy(from: tensor)
        return copy
      })
  }
}
