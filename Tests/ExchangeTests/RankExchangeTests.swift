import Compression
import Foundation
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
      let exchange = try fixture.exchange(over: world, configuration)
      #expect(exchange.plan.buckets.count > 2)
      for step in 1...3 {
        fixture.fill(rank: world.rank, step: step)
        let statistics = try fixture.run(exchange, step: step)
        #expect(fixture.relativeError(ranks: world.size, step: step) < 1e-6)
        try #expect(Set(world.allgather(fixture.digest, for: "a test")).count == 1)
        let bytes = fixture.flat.count * 4
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
      let exchange = try fixture.exchange(over: world, configuration)
      fixture.fill(rank: 0, step: 1)
      if world.rank > 0 { fixture.flat.fill(0) }
      try exchange.beginStep(1)
      if world.rank == 0 { for index in fixture.tensors.indices { exchange.gradientReady(index) } }
      _ = try exchange.finishStep()
      #expect(fixture.relativeError(ranks: 1, step: 1) == 0)
    }
  }

  @Test("Where a run fails in mid-step, what MPI still works on stays, so that the true error is shown and no other")
  func unwinding() throws {
    try onEveryRank { world in
      let fixture = ExchangeFixture()
      var exchange: GradientExchange? = try fixture.exchange(over: world)
      try exchange?.beginStep(1)
      // No rank sums these: the last one never hands its gradients over.
      if world.rank < world.size - 1 { for index in fixture.tensors.indices { exchange?.gradientReady(index) } }
      usleep(20_000)
      // A request that is dropped under way would end the program here.
      exchange = nil
    }
  }

  @Test("Ranks with different options do not start, and the error shows both sides")
  func disagreement() throws {
    try onEveryRank { world in
      guard world.size > 1 else { return }
      let fixture = ExchangeFixture()
      var configuration = ExchangeConfiguration()
      configuration.codec = Codec.none
      configuration.settings[NMOptions.groupSize] = world.rank == 1 ? 8 : 4
      let error = #expect(throws: ExchangeError.self) {
        try fixture.exchange(over: world, configuration)
      }
      #expect(
        error == .disagreement(rank: 1, theirs: "--compress-group-size 8", reference: "--compress-group-size 4"))
    }
  }
}
