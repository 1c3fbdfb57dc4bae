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
      let exchange = try GradientExchange(
        communicator: world, tensors: fixture.tensors, configuration: ExchangeConfiguration(), kernels: .portable)
      for step in 1...8 {
        fixture.fill(rank: world.rank, step: step)
        try fixture.run(exchange, step: step)
        #expect((exchange.explanation == nil) == (step < 5))
        if step < 5 { #expect(exchange.codec == Codec.none) }
        try #expect(Set(world.allgather(fixture.digest)).count == 1)
      }
      // All ranks share a host here, where fp32 is kept without a comparison.
      #expect(exchange.codec == Codec.none)
      try exchange.compareCodecs()
      try exchange.beginStep(9)
      _ = try exchange.finishStep()
      let codec = try #require(exchange.codec)
      let number = try #require(Codec.allCases.firstIndex(of: codec))
      try #expect(Set(world.allgather(number)).count == 1)
    }
  }

  @Test(
    "A sum in two levels, inside hosts and between them, has the same bits on every rank", arguments: Codec.allCases)
  func twoLevels(codec: Codec) throws {
    try onEveryRank { world in
      guard world.size > 2 else { return }
      // Pretend that even and odd ranks are two hosts.
      let host = try #require(try world.split(group: world.rank % 2))
      let leaders = try world.split(group: host.rank == 0 ? 0 : nil)
      let fixture = ExchangeFixture()
      let tensors = fixture.tensors[...]
      let configuration = RankCodecTests.Way(name: "", codec: codec, largestError: 1).configuration()
      let between = leaders.map {
        codec.makeSum(
          communicator: $0, tensors: tensors, configuration: configuration, key: 1,
          tiles: KernelSelection.portable.codecTiles)
      }
      let sum = TwoLevelSum(host: host, tensors: tensors, between: between)
      for step in 1...3 {
        fixture.fill(rank: world.rank, step: step)
        try sum.start(step: step)
        while try !sum.advance() {}
        try #expect(Set(world.allgather(fixture.digest)).count == 1)
        if codec == .none { #expect(fixture.relativeError(ranks: world.size, step: step) < 1e-6) }
      }
    }
  }
}
