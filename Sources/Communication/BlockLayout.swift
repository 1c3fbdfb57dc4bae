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

  public init(counts: [Int], offsets: [Int]) {
    precondition(counts.count == offsets.count, "A block layout has an offset for every count.")
    total = counts.reduce(0, +)
    self.counts = .allocate(capacity: counts.count)
    self.offsets = .allocate(capacity: offsets.count)
    for rank in counts.indices {
      self.counts[rank] = messageCount(counts[rank])
      self.offsets[rank] = messageCount(offsets[rank])
    }
  }

  deinit {
    counts.deallocate()
    offsets.deallocate()
  }
}
