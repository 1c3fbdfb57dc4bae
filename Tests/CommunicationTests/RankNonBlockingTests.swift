import Communication
import RankTestSupport
import Testing

@Suite(.serialized) struct RankNonBlockingTests {
  /// Sizes around the borders of the ring's shards, and one that travels in many pieces.
  static let sizes = [1, 2, 3, 7, 1000, 65_537, 1_000_003]

  @Test("The chosen Iallreduce algorithm sums right: wrong sums were once reported of it", arguments: sizes)
  func allreduce(count: Int) throws {
    try onEveryRank { world in
      var values = (0..<count).map { Float(($0 * 31 + world.rank * 17) % 1009) }
      var expected = [Float](repeating: 0, count: count)
      for rank in 0..<world.size {
        for index in 0..<count { expected[index] += Float((index * 31 + rank * 17) % 1009) }
      }
      try values.withUnsafeMutableBufferPointer {
        var request = try world.startAllreduce($0, .sum)
        while try !request.test() {}
      }
      #expect(values == expected)
    }
  }

  @Test("A sum of rounded values has the same bits on every rank and in every run", arguments: sizes)
  func sameBits(count: Int) throws {
    try onEveryRank { world in
      func sum() throws -> [Float] {
        var values = (0..<count).map { 1 / Float($0 + 3 * world.rank + 1) }
        try values.withUnsafeMutableBufferPointer { values in
          var request = try world.startAllreduce(values, .sum)
          try request.wait()
        }
        return values
      }
      let first = try sum()
      let digests = try world.allgather(first.reduce(0) { $0 &* 31 &+ Int($1.bitPattern) }, for: "a test")
      #expect(Set(digests).count == 1)
      try #expect(sum() == first)
    }
  }

  @Test("Blocks of different sizes reach their owner and come back to all")
  func allToAll() throws {
    try onEveryRank { world in
      // Rank r sends r * 10 + destination, destination + 1 times.
      let counts = (0..<world.size).map { $0 + 1 }
      let offsets = (0..<world.size).map { $0 * ($0 + 1) / 2 }
      let source = (0..<world.size).flatMap { [Int32](repeating: Int32(world.rank * 10 + $0), count: $0 + 1) }
      let own = world.rank + 1
      let received = try BlockLayout(
        counts: [Int](repeating: own, count: world.size), offsets: (0..<world.size).map { $0 * own })
      let sent = try BlockLayout(counts: counts, offsets: offsets)
      let target = UnsafeMutablePointer<Int32>.allocate(capacity: own * world.size + source.count)
      defer { target.deallocate() }
      try source.withUnsafeBufferPointer { source in
        var request = try world.startAllToAll(source.baseAddress!, sent, into: target, received)
        try request.wait()
      }
      for rank in 0..<world.size {
        for index in 0..<own { #expect(target[rank * own + index] == Int32(rank * 10 + world.rank)) }
      }

      for index in 0..<own { target[offsets[world.rank] + index] = Int32(world.rank) }
      var request = try world.startAllgather(in: target, sent)
      try request.wait()
      for rank in 0..<world.size {
        for index in 0..<counts[rank] { #expect(target[offsets[rank] + index] == Int32(rank)) }
      }
    }
  }

  @Test("A reduction to one rank and its broadcast give every rank the sum")
  func reduceAndBroadcast() throws {
    try onEveryRank { world in
      let root = world.size - 1
      var values = [Float](repeating: Float(world.rank + 1), count: 10_000)
      try values.withUnsafeMutableBufferPointer {
        var reduction = try world.startReduce($0, .sum, to: root)
        try reduction.wait()
        var broadcast = try world.startBroadcast($0, from: root)
        try broadcast.wait()
      }
      #expect(values.allSatisfy { $0 == Float(world.size * (world.size + 1) / 2) })
    }
  }

  @Test("A message is found by its tag and tells its sender; nothing waits where nothing was sent")
  func messages() throws {
    try onEveryRank { world in
      let next = (world.rank + 1) % world.size
      let previous = (world.rank + world.size - 1) % world.size
      var received: [Int] = [0, 0]
      try #expect(received.withUnsafeMutableBufferPointer { try world.receiveWaiting(into: $0, tag: 9) } == nil)
      try world.barrier(for: "a test")
      let own = [world.rank, 42]
      try own.withUnsafeBufferPointer { values in
        var request = try world.startSend(values, to: next, tag: 7)
        var sender: Int?
        while sender == nil {
          sender = try received.withUnsafeMutableBufferPointer { try world.receiveWaiting(into: $0, tag: 7) }
        }
        try request.wait()
        #expect(sender == previous)
      }
      #expect(received == [previous, 42])
    }
  }
}
