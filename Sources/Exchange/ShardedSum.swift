import Communication
import Compression
import RegisterTiles

/// The sum of 16-bit numbers over the ranks, with two roundings in all and the same bits on every rank.
///
///     each rank's values   [ shard 0 | shard 1 | shard 2 ]
///     all to all           shard r of every rank goes to rank r, which sums it in fp32 in rank order and rounds once
///     all gather           every rank gets every shard's sum
///
/// A rank hands over each of its values once: (R - 1) / R of them in the first message, a shard in the second.
final class ShardedSum {
  /// This rank's values before, the sums afterwards.
  let values: UnsafeMutablePointer<UInt16>
  let count: Int

  private enum Stage { case scattering, gathering }

  private let communicator: Communicator
  private let format: SixteenBitFormat
  private let tiles: any CodecTiles.Type
  private let ownOffset: Int
  private let ownCount: Int
  private let incoming: UnsafeMutablePointer<UInt16>
  private let sources: UnsafeMutableBufferPointer<UnsafePointer<UInt16>>
  private let sent: BlockLayout
  private let received: BlockLayout
  private let shards: BlockLayout
  private var stage = Stage.scattering
  private var request = Request()

  init(communicator: Communicator, count: Int, format: SixteenBitFormat, tiles: any CodecTiles.Type) throws {
    self.communicator = communicator
    self.count = count
    self.format = format
    self.tiles = tiles
    let (size, rank) = (communicator.size, communicator.rank)
    // Whole cache lines, so that owners sum aligned vectors.
    let length = ((count + size - 1) / size + 31) & ~31
    let offsets = (0..<size).map { min($0 * length, count) }
    let counts = (0..<size).map { min(($0 + 1) * length, count) - offsets[$0] }
    ownOffset = offsets[rank]
    ownCount = counts[rank]
    shards = try BlockLayout(counts: counts, offsets: offsets)
    // A rank keeps its own shard.
    sent = try BlockLayout(counts: counts.indices.map { $0 == rank ? 0 : counts[$0] }, offsets: offsets)
    received = try BlockLayout(
      counts: counts.indices.map { $0 == rank ? 0 : counts[rank] }, offsets: counts.indices.map { $0 * counts[rank] })
    values = .allocate(capacity: max(count, 1))
    values.initialize(repeating: 0, count: max(count, 1))
    incoming = .allocate(capacity: max(ownCount * size, 1))
    sources = .allocate(capacity: size)
    for source in 0..<size {
      sources[source] = UnsafePointer(source == rank ? values + ownOffset : incoming + source * ownCount)
    }
  }

  /// The values, this rank's shard of all ranks' values, and the two ways around the ring that make a sum.
  static func cost(values: Int) -> ExchangeCost { ExchangeCost(bytes: 2 * values, sums: 1, memory: 4 * values) }

  deinit {
    values.deallocate()
    incoming.deallocate()
    sources.deallocate()
  }

  func start() throws {
    stage = .scattering
    request = try communicator.startAllToAll(values, sent, into: incoming, received)
  }

  /// True once `values` holds the sums.
  func advance() throws -> Bool {
    guard try request.test() else { return false }
    if stage == .gathering { return true }
    format.sum(UnsafeBufferPointer(sources), into: values + ownOffset, ownCount, tiles: tiles)
    stage = .gathering
    request = try communicator.startAllgather(in: values, shards)
    return false
  }
}
