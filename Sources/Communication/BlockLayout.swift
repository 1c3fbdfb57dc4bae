/// What a rank sends to, or receives from, each rank: element counts and offsets in rank order.
///
/// MPI may read them until the operation that uses them is complete, so they lie at a fixed place.
///
/// `@unchecked Sendable`: written once, in `init`.
public final class BlockLayout: @unchecked Sendable {
  let counts: UnsafeMutablePointer<Int32>
  let offsets: UnsafeMutablePointer<Int32>
  /// The sum of the counts.
  let total: Int

  /// - Throws: `MPIError` where a count or an offset is beyond what MPI counts to.
  public init(counts: [Int], offsets: [Int]) throws(MPIError) {
    precondition(counts.count == offsets.count, "A block layout has an offset for every count.")
    let (counts32, offsets32) = (try counts.map(messageCount), try offsets.map(messageCount))
    total = counts.reduce(0, +)
    self.counts = .allocate(capacity: counts.count)
    self.offsets = .allocate(capacity: counts.count)
    self.counts.initialize(from: counts32, count: counts.count)
    self.offsets.initialize(from: offsets32, count: counts.count)
  }

  /// Blocks of these lengths, one after the other.
  convenience init(lengths: [Int]) throws(MPIError) {
    var end = 0
    let offsets = lengths.map { length in
      defer { end += length }
      return end
    }
    try self.init(counts: lengths, offsets: offsets)
  }

  deinit {
    counts.deallocate()
    offsets.deallocate()
  }
}
