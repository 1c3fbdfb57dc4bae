import Communication
import RankTestSupport
import Testing

@testable import Exchange

@Suite(.serialized) struct RankTwoLevelTests {
  /// An exchange for which even and odd ranks are two hosts.
  private func exchange(_ fixture: ExchangeFixture, _ way: RankCodecTests.Way, _ world: Communicator) throws
    -> GradientExchange
  {
    let exchange = try fixture.exchange(over: world, way.configuration())
    let communicators = try #require(exchange.communicators)
    try communicators.openLevels { try #require(try world.split(group: world.rank % 2, for: "a test")) }
    return exchange
  }

  @Test(
    "A sum inside hosts and between them has the same bits on every rank, and a run goes on with them from its state",
    arguments: RankCodecTests.ways)
  func sumsAndContinues(way: RankCodecTests.Way) throws {
    try onEveryRank { world in
      guard world.size > 2 else { return }
      func run(_ exchange: GradientExchange, _ fixture: ExchangeFixture, _ steps: ClosedRange<Int>) throws -> Int {
        for step in steps {
          fixture.fill(rank: world.rank, step: step)
          try fixture.run(exchange, step: step)
          try #expect(Set(world.allgather(fixture.digest, for: "a test")).count == 1)
        }
        return fixture.digest
      }
      let fixture = ExchangeFixture()
      let exchange = try exchange(fixture, way, world)
      exchange.route = .throughHosts
      _ = try run(exchange, fixture, 1...3)
      if way.codec == Codec.none { #expect(fixture.relativeError(ranks: world.size, step: 3) < 1e-6) }
      let saved = exchange.state.copied
      let expected = try run(exchange, fixture, 4...5)

      let continued = try self.exchange(fixture, way, world)
      try continued.restore(saved, lastStep: 3)
      #expect(continued.state.route == .throughHosts)
      try #expect(run(continued, fixture, 4...5) == expected)
    }
  }
}
