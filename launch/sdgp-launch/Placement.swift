import Files
import Foundation

/// Where the ranks go: hosts, and whether each gets cores of its own.
struct Placement: Equatable {
  let ranks: Int
  let hosts: String?
  let hostfile: String?
  /// The cores that each rank is bound to; nil where there are too few, and then the ranks share what there is.
  let coresPerRank: Int?

  /// Other hosts are taken to have as many cores as this one.
  ///
  /// - Throws: `LaunchError` for hosts that cannot be read or have fewer slots than ranks.
  init(ranks: Int, threads: Int, hosts: String?, hostfile: String?, machine: Machine) throws {
    var slots: [Int] = []
    if let hosts { slots = try Self.slots(inHosts: hosts) }
    if let hostfile { slots = try Self.slots(inHostfile: hostfile) }
    let total = slots.reduce(0, +)
    if !slots.isEmpty, total < ranks {
      throw LaunchError(
        ExitStatus.impossibleSettings,
        "\(ranks) ranks do not fit into the hosts' \(total) slots; name more, as in --hosts a:2,b:2")
    }
    self.ranks = ranks
    self.hosts = hosts
    self.hostfile = hostfile
    let hostCount = machine.allocatedHosts ?? 1
    let fullest = slots.max().map { min($0, ranks) } ?? (ranks + hostCount - 1) / hostCount
    coresPerRank = fullest * threads <= machine.cores ? threads : nil
  }

  /// `a:2,b` is 2 and 1.
  private static func slots(inHosts hosts: String) throws -> [Int] {
    try hosts.split(separator: ",", omittingEmptySubsequences: false).map { entry in
      let parts = entry.split(separator: ":", omittingEmptySubsequences: false)
      let count = parts.count == 1 ? 1 : Int(parts[1]) ?? 0
      guard parts.count <= 2, !parts[0].isEmpty, count > 0 else {
        throw LaunchError(ExitStatus.wrongUse, "--hosts: \"\(entry)\" is not a host and its ranks; write a:2,b:2")
      }
      return count
    }
  }

  /// One host a line, `slots=N`, comments after `#`.
  private static func slots(inHostfile path: String) throws -> [Int] {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw LaunchError(ExitStatus.badData, "the hostfile \(path) cannot be read; check --hostfile")
    }
    let slots = text.split(separator: "\n").compactMap { line -> Int? in
      let words = line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace)
      guard !words.isEmpty else { return nil }
      return words.dropFirst().compactMap { $0.hasPrefix("slots=") ? Int($0.dropFirst(6)) : nil }.first ?? 1
    }
    guard !slots.isEmpty else {
      throw LaunchError(ExitStatus.badData, "the hostfile \(path) names no host; write lines such as: node1 slots=2")
    }
    return slots
  }
}
