import Communication
import RankTestSupport
import Testing

@Suite(.serialized) struct RankCommunicatorTests {
  @Test("Ranks count from 0 below the size; a wrong place would send data to the wrong rank")
  func place() throws {
    try onEveryRank { world in
      try #expect(world.allgather(world.rank, for: "a test") == Array(0..<world.size))
      #expect(world.hostNames.count == world.size)
      #expect(!world.hostNames[world.rank].isEmpty)
      #expect((0..<world.localSize).contains(world.localRank))
      try #expect((1...world.size).contains(world.hostCount(for: "a test")))
    }
  }

  @Test("MPI starts once: a second start returns the same communicator")
  func startsOnce() throws {
    try onEveryRank { world in try #expect(Communicator.start() === world) }
  }

  @Test("A broadcast overwrites the others' values with the root's, whichever rank it is")
  func broadcast() throws {
    try onEveryRank { world in
      for root in 0..<world.size {
        try #expect(world.broadcast(world.rank * 10, from: root, for: "a test") == root * 10)
        let bytes = [UInt8](repeating: UInt8(world.rank), count: world.rank + 1)
        try #expect(
          world.broadcast(bytes: bytes, from: root, for: "a test") == [UInt8](repeating: UInt8(root), count: root + 1))
        var values: [Float] = (0..<1000).map { Float(world.rank) + Float($0) }
        try values.withUnsafeMutableBufferPointer { try world.broadcast($0, from: root, for: "a test") }
        #expect(values == (0..<1000).map { Float(root) + Float($0) })
      }
    }
  }

  @Test("Reductions give every rank the sum, the largest and the smallest, for each number type")
  func allreduce() throws {
    try onEveryRank { world in
      let last = world.size - 1
      try #expect(world.allreduce(world.rank, .sum, for: "a test") == last * world.size / 2)
      try #expect(world.allreduce(Double(world.rank), .maximum, for: "a test") == Double(last))
      try #expect(world.allreduce([Float(world.rank), 5], .minimum, for: "a test") == [0, 5])
      try #expect(world.allreduce([Int32(1), Int32(world.rank)], .sum, for: "a test")[0] == Int32(world.size))
    }
  }

  @Test("Bytes of different lengths, none included, keep their rank and their content")
  func gather() throws {
    try onEveryRank { world in
      let own = [UInt8](repeating: UInt8(world.rank), count: world.rank * 3)
      let expected = (0..<world.size).map { [UInt8](repeating: UInt8($0), count: $0 * 3) }
      try #expect(world.allgather(own, for: "a test") == expected)
      let root = world.size - 1
      try #expect(world.gather(own, to: root, for: "a test") == (world.rank == root ? expected : nil))
    }
  }

  @Test("A split has the ranks of one group only, in order; a rank without a group gets nil")
  func split() throws {
    try onEveryRank { world in
      let even = try #require(try world.split(group: world.rank % 2, for: "a test"))
      try #expect(even.allgather(world.rank, for: "a test") == (0..<world.size).filter { $0 % 2 == world.rank % 2 })
      let first = try world.split(group: world.rank == 0 ? 0 : nil, for: "a test")
      #expect((first != nil) == (world.rank == 0))
      #expect(first?.size ?? 1 == 1)
    }
  }

  @Test("A failed call throws an error that names it and carries MPI's own text")
  func failure() throws {
    try onEveryRank { world in
      let error = #expect(throws: MPIError.self) { try world.broadcast(1, from: world.size, for: "a test") }
      #expect(error?.call == "MPI_Bcast")
      #expect(error?.description.contains("MPI_ERR_ROOT") == true)
    }
  }

  @Test("A message of more elements than MPI counts is refused with a sentence; a trap would say nothing to a user")
  func largestMessage() throws {
    try onEveryRank { world in
      let count = Int(Int32.max) + 1
      let buffer = UnsafeMutableBufferPointer<Float>(start: UnsafeMutablePointer(bitPattern: 64), count: count)
      let error = #expect(throws: MPIError.self) { try world.allreduce(buffer, .sum, for: "a test") }
      #expect(error?.description.contains("\(count) elements") == true)
      #expect(throws: MPIError.self) { try BlockLayout(counts: [count], offsets: [0]) }
    }
  }
}
