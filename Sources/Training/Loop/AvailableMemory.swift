import Communication
import Files
import Foundation

/// How much memory there is for the ranks of this host.
public enum AvailableMemory {
  /// What was free when this was first asked for: before MPI starts, and so before any rank has taken its part.
  public static let atStart = bytes()

  /// - Throws: `SettingsError` where this host has not `bytes` for each of its ranks; `hint` says what to change.
  public static func require(_ bytes: Double, for communicator: Communicator?, hint: String) throws {
    let ranks = communicator?.localSize ?? 1
    guard bytes * Double(ranks) > Double(atStart) else { return }
    func gigabytes(_ bytes: Double) -> String { String(format: "%.1f GB", bytes / 1e9) }
    throw SettingsError(
      "it takes \(gigabytes(bytes)) of memory a rank, and this host has \(gigabytes(Double(atStart))) for "
        + "\(ranks == 1 ? "one rank" : "\(ranks) ranks"); \(hint)")
  }

  /// The least of what the system, the control group and the limit of address space leave.
  static func bytes() -> Int {
    #if os(Linux)
      let system = SystemFile.text("/proc/meminfo").split(separator: "\n").first { $0.hasPrefix("MemAvailable:") }
      let free = system.flatMap { SystemFile.number($0.split(separator: " ").dropFirst().first) }.map { $0 << 10 }
      return min(free ?? .max, ofControlGroups(), ofAddressSpace())
    #else
      return Int(ProcessInfo.processInfo.physicalMemory)
    #endif
  }

  /// What the groups of this process leave.
  private static func ofControlGroups() -> Int {
    let files = [("memory.max", "memory.current"), ("memory.limit_in_bytes", "memory.usage_in_bytes")]
    return ControlGroups().folders(of: "memory").reduce(Int.max) { least, folder in
      files.reduce(least) { least, files in
        guard let limit = SystemFile.number(at: folder + files.0), let used = SystemFile.number(at: folder + files.1)
        else { return least }
        return min(least, max(0, limit - used + reclaimable(in: folder)))
      }
    }
  }

  /// Files in the cache, which the system gives up when memory is wanted.
  private static func reclaimable(in folder: String) -> Int {
    let line = SystemFile.text(folder + "memory.stat").split(separator: "\n").first {
      $0.hasPrefix("inactive_file ") || $0.hasPrefix("total_inactive_file ")
    }
    return SystemFile.number(line?.split(separator: " ").last) ?? 0
  }

  private static func ofAddressSpace() -> Int {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0, limit.rlim_cur < UInt64(Int.max),
      let pages = SystemFile.number(SystemFile.text("/proc/self/statm").split(separator: " ").first)
    else { return .max }
    return max(0, Int(limit.rlim_cur) - pages * sysconf(Int32(_SC_PAGESIZE)))
  }
}
