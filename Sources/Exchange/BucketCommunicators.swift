import Communication

/// The communicators of the buckets. Each bucket has its own, so that codecs of several messages cannot mix them up.
final class BucketCommunicators {
  private let world: Communicator
  /// Of all ranks, one a bucket.
  let flat: [Communicator]
  /// Of this rank's host, one a bucket, once they are open.
  private(set) var hosts: [Communicator] = []
  /// Of the first rank of each host, one a bucket; empty on the other ranks.
  private(set) var leaders: [Communicator] = []

  /// Collective.
  init(world: Communicator, count: Int) throws(MPIError) {
    self.world = world
    var flat: [Communicator] = []
    for _ in 0..<count { flat.append(try world.duplicate(for: "a bucket's communicator")) }
    self.flat = flat
  }

  /// Bytes handed to MPI so far.
  var bytesSent: Int {
    func sum(_ communicators: [Communicator]) -> Int { communicators.reduce(0) { $0 + $1.bytesSent } }
    return sum(flat) + sum(hosts) + sum(leaders)
  }

  /// Opens communicators inside and between hosts; false where there is one host, or a rank a host. Collective.
  func openLevels() throws -> Bool {
    if !hosts.isEmpty { return true }
    let hostCount = try world.hostCount(for: "the number of hosts")
    guard hostCount > 1, hostCount < world.size else { return false }
    try openLevels { try world.splitByHost(for: "a bucket's communicator inside the host") }
    return true
  }

  /// - Parameter host: a new communicator of the ranks that are to count as one host.
  func openLevels(host: () throws -> Communicator) throws {
    for _ in flat {
      let host = try host()
      hosts.append(host)
      let group = host.rank == 0 ? 0 : nil
      if let leader = try world.split(group: group, for: "a bucket's communicator between the hosts") {
        leaders.append(leader)
      }
    }
  }
}
