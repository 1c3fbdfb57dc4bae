import Compression
import RankTestSupport
import Testing

@testable import Exchange

@Suite(.serialized) struct RankExchangeTests {
  @Test("Gradients hold the sum over the ranks at every step, with and without overlap", arguments: [true, false])
  func sums(overlaps: Bool) throws {
    try onEveryRank { world in
      let fixture = ExchangeFixture()
      var configuration = ExchangeConfiguration()
      configuration.codec = Codec.none
      configuration.overlaps = overlaps
      configuration.bucketMegabytes = 0.02
      let exchange = try GradientExchange(
        communicator: world, tensors: fixture.tensors, configuration: configuration, kernels: .portable)
      #expect(exchange.plan.buckets.count > 2)
      for step in 1...3 {
        fixture.fill(rank: world.rank, step: step)
        let statistics = try fixture.run(exchange, step: step)
        #expect(fixture.relativeError(ranks: world.size, step: step) < 1e-6)
        try #expect(Set(world.allgather(fixture.digest)).count == 1)
        let bytes = fixture.tensors.reduce(0) { $0 + $1.count * 4 }
        #expect(statistics.bytesSent == (world.size == 1 ? 0 : bytes))
      }
    }
  }

  @Test("Tensors that a rank never announces are summed too, so a rank without samples keeps nobody waiting")
  func rankWithoutSamples() throws {
    try onEveryRank { world in
      let fixture = ExchangeFixture()
      var configuration = ExchangeConfiguration()
      configuration.codec = Codec.none
      let exchange = try GradientExchange(
        communicator: world, tensors: fixture.tensors, configuration: configuration, kernels: .portable)
      fixture.fill(rank: 0, step: 1)
      if world.rank > 0 { for tensor in fixture.tensors { tensor.gradient.fill(0) } }
      try exchange.beginStep(1)
      if world.rank == 0 { for index in fixture.tensors.indices { exchange.gradientReady(index) } }
      _ = try exchange.finishStep()
      #expect(fixture.relativeError(ranks: 1, step: 1) == 0)
    }
  }

  @Test("Ranks with different options do not start, and the error shows both sides")
  func disagreement() throws {
    try onEveryRank { world in
      guard world.size > 1 else { return }
      let fixture = ExchangeFixture()
      var configuration = ExchangeConfiguration()
      configuration.codec = Codec.none
      configuration.groupSize = world.rank == 1 ? 8 : 4
      let error = #expect(throws: ExchangeError.self) {
        try GradientExchange(
          communicator: world, tensors: fixture.tensors, configuration: configuration, kernels: .portable)
      }
      #expect(
        error == .disagreement(rank: 1, theirs: "--compress-group-size 8", reference: "--compress-group-size 4"))
    }
  }
}
