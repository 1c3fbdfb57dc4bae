import Files
import Foundation

/// Where the ranks go: hosts, and which cores each gets.
struct Placement: Equatable {
  /// What each rank is bound to.
  enum Binding: String, CaseIterable {
    case none, core, socket
  }

  let ranks: Int
  let hosts: String?
  let hostfile: String?
  /// What `hosts` or `hostfile` names, each host once; empty where neither does.
  let hostSlots: [HostSlots]
  /// The cores that each rank is bound to; nil where there are too few, and then the ranks share what there is.
  let coresPerRank: Int?
  /// Whether all ranks run on this machine, outside a batch system, whose cores the launcher then shares out itself.
  let isLocal: Bool
  /// Whether a batch system has chosen the hosts.
  let isAllocated: Bool

  /// Other hosts are taken to have as many cores as this one.
  ///
  /// - Throws: `LaunchError` for hosts that cannot be read or have fewer slots than ranks.
  init(ranks: Int, threads: Int, hosts: String?, hostfile: String?, machine: Machine) throws {
    var named: [HostSlots] = []
    if let hosts { named = try Self.slots(inHosts: hosts) }
    if let hostfile { named = try Self.slots(inHostfile: hostfile) }
    named = named.merged
    let total = named.reduce(0) { $0 + $1.slots }
    if !named.isEmpty, total < ranks {
      throw LaunchError(
        ExitStatus.impossibleSettings,
        "\(ranks) ranks do not fit into the hosts' \(total) slots; name more, as in --hosts a:2,b:2")
    }
    self.ranks = ranks
    self.hosts = hosts
    self.hostfile = hostfile
    hostSlots = named
    let hostCount = machine.allocatedHosts ?? 1
    let fullest = named.map(\.slots).max().map { min($0, ranks) } ?? (ranks + hostCount - 1) / hostCount
    coresPerRank = fullest * threads <= machine.cores ? threads : nil
    isAllocated = machine.allocatedHosts != nil
    isLocal = hosts == nil && hostfile == nil && !isAllocated
  }

  /// More ranks than any machine has; sums and products stay in the range of numbers.
  static let rankCounts = 1...1_000_000

  /// `a:2,b` is 2 and 1.
  private static func slots(inHosts hosts: String) throws -> [HostSlots] {
    try hosts.split(separator: ",", omittingEmptySubsequences: false).map { entry in
      let parts = entry.split(separator: ":", omittingEmptySubsequences: false)
      let count = parts.count == 1 ? 1 : Int(parts[1]) ?? 0
      guard parts.count <= 2, isHost(parts[0]), rankCounts.contains(count) else {
        throw LaunchError(ExitStatus.wrongUse, "--hosts: \"\(entry)\" is not a host and its ranks; write a:2,b:2")
      }
      return HostSlots(host: String(parts[0]), slots: count)
    }
  }

  /// One host a line, `slots=N`, comments after `#`.
  private static func slots(inHostfile path: String) throws -> [HostSlots] {
    let slots = try text(ofHostfile: path).split(whereSeparator: \.isNewline).compactMap { line -> HostSlots? in
      let words = line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace)
      guard let host = words.first else { return nil }
      let given = words.first { $0.hasPrefix("slots=") }
      let count = given.map { Int($0.dropFirst(6)) ?? 0 } ?? 1
      guard isHost(host), rankCounts.contains(count) else {
        throw LaunchError(
          ExitStatus.badData, "the hostfile \(path): \"\(line)\" is not a host and its ranks; write: node1 slots=2")
      }
      return HostSlots(host: String(host), slots: count)
    }
    guard !slots.isEmpty else {
      throw LaunchError(ExitStatus.badData, "the hostfile \(path) names no host; write lines such as: node1 slots=2")
    }
    return slots
  }

  private static func text(ofHostfile path: String) throws -> String {
    do throws(ReadingError) {
      let file = try ReadableFile(path)
      let bytes = try file.bytes(0..<min(file.size, 1 << 24))
      if bytes.count == file.size, let text = String(validating: bytes, as: UTF8.self) { return text }
    } catch {
      throw LaunchError(ExitStatus.badData, "the hostfile \(error)")
    }
    throw LaunchError(ExitStatus.badData, "the hostfile \(path) is no text of 16 MB or less; check --hostfile")
  }

  /// Whether mpirun may hand a name to ssh, which would take one that starts with a dash for an option.
  private static func isHost(_ name: Substring) -> Bool {
    name.wholeMatch(of: /[A-Za-z0-9_+][A-Za-z0-9_.@+\-]*/) != nil
  }
}
