import Foundation

/// Shared memory that ranks of an earlier job left in /dev/shm: Open MPI cannot remove it where its processes were
/// killed, and it counts as used memory for ever.
enum LeftoverSegments {
  private static let folder = "/dev/shm"

  /// Removes this user's segments of Open MPI that no process of this user has mapped.
  static func remove() {
    let manager = FileManager.default
    let names = ((try? manager.contentsOfDirectory(atPath: folder)) ?? []).filter(isUnusedByAge)
    guard !names.isEmpty else { return }
    let processes = ((try? manager.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { pid_t($0) }
    let maps = processes.compactMap(mappings)
    for name in names where !maps.contains(where: { $0.contains("\(folder)/\(name)") }) {
      unlink("\(folder)/\(name)")
    }
  }

  /// What a process has mapped. A handle reads to the end; what reads a whole file at once takes a page of it, since
  /// the system gives these files no size.
  private static func mappings(of process: pid_t) -> String? {
    guard let bytes = try? FileHandle(forReadingAtPath: "/proc/\(process)/maps")?.readToEnd() else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Younger ones may belong to a job that is just starting.
  private static func isUnusedByAge(_ name: String) -> Bool {
    var status = stat()
    guard name.hasPrefix("vader_segment.") || name.hasPrefix("sm_segment."), stat("\(folder)/\(name)", &status) == 0
    else { return false }
    return status.st_uid == geteuid() && time(nil) - status.st_mtim.tv_sec > 10
  }
}
