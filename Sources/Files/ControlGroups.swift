import Foundation

/// The control groups of this process, by which batch systems and containers limit what it gets, version 2
/// (`0::/path`) or 1 (`4:memory:/path`).
public struct ControlGroups {
  private let root: String
  private let memberships: String

  /// - Parameters:
  ///   - root: where the groups' files lie.
  ///   - memberships: the file that names this process's groups.
  public init(root: String = "/sys/fs/cgroup", memberships: String = "/proc/self/cgroup") {
    self.root = root
    self.memberships = memberships
  }

  /// The folders that may hold limits of `controller` (`memory`, `cpu`), each with a slash at its end: a limit holds for
  /// all groups below.
  public func folders(of controller: String) -> [String] {
    SystemFile.text(memberships).split(separator: "\n").flatMap { line -> [String] in
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { return [] }
      let isUnified = fields[1].isEmpty
      guard isUnified || fields[1].split(separator: ",").contains(Substring(controller)) else { return [] }
      let root = root + (isUnified ? "" : "/" + controller)
      let names = fields[2].split(separator: "/")
      return (0...names.count).reversed().map { root + names[..<$0].map { "/" + $0 }.joined() + "/" }
    }
  }

  /// How many processors' time this process and the others of its groups get together; nil where nothing limits it.
  public var processorLimit: Double? {
    folders(of: "cpu").compactMap { folder in
      let unified = SystemFile.text(folder + "cpu.max").split(whereSeparator: \.isWhitespace)
      let quota = SystemFile.number(unified.first) ?? SystemFile.number(at: folder + "cpu.cfs_quota_us")
      let period = SystemFile.number(unified.last) ?? SystemFile.number(at: folder + "cpu.cfs_period_us")
      guard let quota, let period, quota > 0, period > 0 else { return nil }
      return Double(quota) / Double(period)
    }.min()
  }
}
