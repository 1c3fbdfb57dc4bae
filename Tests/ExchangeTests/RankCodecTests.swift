import Communication
import Compression
import Kernels
import RankTestSupport
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
      configuration.mask = mask
      configuration.nonzeros = nonzeros
      configuration.groupSize = groupSize
      configuration.powerSGDRank = rank
      configuration.overlaps = overlaps
      configuration.usesErrorFeedback = feedback
      configuration.bucketMegabytes = 0.02
      return configuration
    }
  }

  static let ways = [
    Way(name: "none", codec: .none, largestError: 1e-6),
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
      func digests(overlaps: Bool, kernels: KernelSelection) throws -> [Int] {
        let fixture = ExchangeFixture()
        let exchange = try GradientExchange(
          communicator: world, tensors: fixture.tensors, configuration: way.configuration(overlaps: overlaps),
          kernels: kernels)
        return try (1...4).map { step in
          fixture.fill(rank: world.rank, step: step)
          try fixture.run(exchange, step: step)
          try #expect(Set(world.allgather(fixture.digest)).count == 1 || world.size == 1)
          return fixture.digest
        }
      }
      let widest = try ComputeContext().kernels
      let first = try digests(overlaps: true, kernels: widest)
      try #expect(digests(overlaps: false, kernels: widest) == first)
      try #expect(digests(overlaps: true, kernels: .portable) == first)
    }
  }

  @Test("One step's error is what the codec's precision allows", arguments: ways)
  func error(way: Way) throws {
    try onEveryRank { world in
      let fixture = ExchangeFixture()
      let exchange = try GradientExchange(
        communicator: world, tensors: fixture.tensors, configuration: way.configuration(), kernels: .portable)
      fixture.fill(rank: world.rank, step: 1)
      try fixture.run(exchange, step: 1)
      guard world.size > 1 else { return }
      let error = fixture.relativeError(ranks: world.size, step: 1)
      #expect(error <= way.largestError)
      #expect(error > 0 || way.codec == .none)
    }
  }

  @Test("What arrives plus what all ranks still owe is the sum of all gradients: nothing is lost", arguments: ways)
  func conservation(way: Way) throws {
    try onEveryRank { world in
      guard world.size > 1 else { return }
      let fixture = ExchangeFixture()
      let exchange = try GradientExchange(
        communicator: world, tensors: fixture.tensors, configuration: way.configuration(), kernels: .portable)
      var arrived = fixture.tensors.map { [Double](repeating: 0, count: $0.count) }
      for step in 1...6 {
        fixture.fill(rank: world.rank, step: step)
        try fixture.run(exchange, step: step)
        for (index, tensor) in fixture.tensors.enumerated() {
          for element in 0..<tensor.count { arrived[index][element] += Double(tensor.gradient[element]) }
        }
      }
      let state = exchange.state
      for (index, tensor) in fixture.tensors.enumerated() {
        let residual = state["\(tensor.name).residual"]?.array ?? [Float](repeating: 0, count: tensor.count)
        let owed = try world.allreduce(residual, .sum)
        var error = 0.0
        var norm = 0.0
        for element in 0..<tensor.count {
          let sent = (1...6).reduce(0.0) {
            $0 + ExchangeFixture.exactSum(tensor: index, element: element, ranks: world.size, step: $1)
          }
          let difference = arrived[index][element] + Double(owed[element]) - sent
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
      func make(_ fixture: ExchangeFixture) throws -> GradientExchange {
        try GradientExchange(
          communicator: world, tensors: fixture.tensors, configuration: way.configuration(), kernels: .portable)
      }
      let fixture = ExchangeFixture()
      let exchange = try make(fixture)
      _ = try run(exchange, fixture, 1...3)
      let saved = exchange.state.mapValues(\.array)
      let expected = try run(exchange, fixture, 4...5)
      let continued = try make(fixture)
      try continued.restore(saved, lastStep: 3)
      try #expect(run(continued, fixture, 4...5) == expected)
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
      let exchange = try GradientExchange(
        communicator: world, tensors: fixture.tensors, configuration: configuration, kernels: .portable)
      let bytes = try (1...4).map { try fixture.run(exchange, step: $0).bytesSent }
      #expect(bytes[0] == bytes[1] && bytes[2] == bytes[3])
      #expect(bytes[2] * 2 == bytes[1])
    }
  }
}
