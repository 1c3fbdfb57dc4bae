import Compression
import Kernels
import RankTestSupport
import Testing

@testable import Exchange

@Suite(.serialized) struct RankAutoTests {
  @Test("auto measures some steps in fp32, then all ranks take the same codec and say why")
  func chooses() throws {
    try onEveryRank { world in
      guard world.size > 1 else { return }
      let fixture = ExchangeFixture()
      let exchange = try fixture.exchange(over: world)
      for step in 1...8 {
        fixture.fill(rank: world.rank, step: step)
        try fixture.run(exchange, step: step)
        #expect((exchange.explanation == nil) == (step < 5))
        if step < 5 { #expect(exchange.codec == Codec.none) }
        try #expect(Set(world.allgather(fixture.digest, for: "a test")).count == 1)
      }
      // All ranks share a host here, where fp32 is kept without a comparison.
      #expect(exchange.codec == Codec.none)
      try exchange.compareCodecs()
      try exchange.beginStep(9)
      _ = try exchange.finishStep()
      let codec = try #require(exchange.codec)
      let number = try #require(Codec.allCases.firstIndex(of: codec))
      try #expect(Set(world.allgather(number, for: "a test")).count == 1)
    }
  }
}
