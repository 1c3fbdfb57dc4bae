import Communication
import Compression
import RegisterTiles

/// The communicators of the buckets. Each bucket has its own, so that codecs of several messages cannot mix them up.
final class BucketChannels {
  private let world: Communicator
  private let flat: [Communicator]
  private var hosts: [Communicator] = []
  private var leaders: [Communicator] = []

  /// Collective.
  init(world: Communicator, count: Int) throws(MPIError) {
    self.world = world
    var flat: [Communicator] = []
    for _ in 0..<count { flat.append(try world.duplicate()) }
    self.flat = flat
  }

  /// Bytes handed to MPI so far.
  var bytesSent: Int { (flat + hosts + leaders).reduce(0) { $0 + $1.bytesSent } }

  /// Opens communicators inside and between hosts; false where there is one host, or a rank a host. Collective.
  func openLevels() throws(MPIError) -> Bool {
    let hostCount = try world.hostCount()
    guard hostCount > 1, hostCount < world.size else { return false }
    let host = try world.splitByHost()
    let leader = try world.split(group: host.rank == 0 ? 0 : nil)
    for _ in flat {
      hosts.append(try host.duplicate())
      if let leader { leaders.append(try leader.duplicate()) }
    }
    return true
  }

  /// Makes one bucket's sum, in two levels where `openLevels()` found them and they are wanted.
  func makeSum(
    bucket: Int, twoLevels: Bool, tensors: ArraySlice<GradientTensor>, codec: Codec,
    configuration: ExchangeConfiguration, key: UInt64, tiles: any CodecTiles.Type
  ) -> any BucketSum {
    func sum(over communicator: Communicator) -> any BucketSum {
      codec.makeSum(
        communicator: communicator, tensors: tensors, configuration: configuration, key: key, tiles: tiles)
    }
    guard twoLevels else { return sum(over: flat[bucket]) }
    return TwoLevelSum(
      host: hosts[bucket], tensors: tensors, between: leaders.isEmpty ? nil : sum(over: leaders[bucket]))
  }
}
