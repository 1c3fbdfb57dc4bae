import Allocation
import Compression
import RankTestSupport
import Tensors
import Testing

@testable import Exchange

@Suite(.serialized) struct RankBytesTests {
  /// Bytes that a rank hands to MPI in `ranks` steps, as the README's table has them.
  static func expectedBytes(_ way: RankCodecTests.Way, ranks: Int) -> Int {
    let tensors = ExchangeFixture.shapes.map(\.shape)
    let elements = tensors.map { $0.reduce(1, *) }.reduce(0, +)
    let matrices = tensors.filter { $0.count > 1 }
    let small = elements - matrices.map { $0.reduce(1, *) }.reduce(0, +)
    if way.codec == Codec.none { return ranks * 4 * elements }
    if way.codec == .nm {
      // A tensor counts in blocks of 16 groups.
      let blocks = matrices.map { ($0.reduce(1, *) + 16 * way.groupSize - 1) / (16 * way.groupSize) }.reduce(0, +)
      let maskBits = way.groupSize <= 4 ? 4 : way.groupSize <= 8 ? 8 : way.groupSize <= 16 ? 16 : 32
      // Each rank leads once.
      let masks = way.mask == .leader ? blocks * 16 * maskBits / 8 : 0
      return ranks * 2 * (blocks * 16 * way.nonzeros + small) + masks
    }
    if way.codec == .powersgd {
      var factors = 0
      for shape in matrices {
        let columns = shape.dropFirst().reduce(1, *)
        factors += shape[0] * columns < 4096 ? shape[0] * columns : way.rank * (shape[0] + columns)
      }
      return ranks * 4 * (factors + small)
    }
    return ranks * 2 * elements
  }

  @Test("Bytes counted at the calls of MPI are those of the README's table", arguments: RankCodecTests.ways)
  func bytes(way: RankCodecTests.Way) throws {
    try onEveryRank { world in
      guard world.size > 1 else { return }
      let fixture = ExchangeFixture()
      let exchange = try fixture.exchange(over: world, way.configuration())
      var bytes = 0
      for step in 1...world.size {
        fixture.fill(rank: world.rank, step: step)
        bytes += try fixture.run(exchange, step: step).bytesSent
      }
      #expect(bytes == Self.expectedBytes(way, ranks: world.size))
      let cost = way.codec.cost(fixture.tensors, way.configuration().settings)
      #expect(Double(bytes) == Double(world.size) * cost.meanBytes(ranks: world.size))
    }
  }

  @Test("A codec takes the memory of its formula, however many ranks there are", arguments: RankCodecTests.ways)
  func memory(way: RankCodecTests.Way) throws {
    try onEveryRank { world in
      let tensors = [
        GradientTensor(name: "weight", shape: [512, 256, 3, 3]), GradientTensor(name: "bias", shape: [512]),
      ]
      let gradients = Tensor(count: tensors.reduce(0) { $0 + $1.count })
      let configuration = way.configuration()
      let expected = way.codec.cost(tensors, configuration.settings).memory
      // Where an allocator keeps no account of itself (a sanitizer's), there is nothing to compare.
      guard Self.allocatedBytes > 0 else { return }
      // Threads of the test library take and return memory at any time: of some tries the nearest tells.
      let tries = try (0..<5).map { _ in
        let before = Self.allocatedBytes
        let sum = try way.codec.makeSum(
          Bucket(
            gradients: gradients, tensors: tensors[...], communicator: world, configuration: configuration, key: 1,
            tiles: portableTiles))
        return withExtendedLifetime(sum) { Self.allocatedBytes - before }
      }
      let difference = try #require(tries.map { abs($0 - expected) }.min())
      #expect(Double(difference) <= 0.02 * Double(expected) + 4096, "\(tries), expected \(expected)")
    }
  }

  private static var allocatedBytes: Int {
    let account = mallinfo2()
    return Int(account.uordblks + account.hblkhd)
  }
}
