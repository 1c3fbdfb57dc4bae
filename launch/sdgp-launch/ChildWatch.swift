import Foundation

/// Notices a process that goes on though all that it started has ended.
///
/// mpirun of Open MPI 4.1 can lock itself up where a rank is killed while it connects: the ranks are gone, and mpirun
/// waits for itself for ever.
struct ChildWatch {
  /// Seconds without children after which a process has outlived its purpose.
  static let patience = 10.0

  private var hadChildren = false
  private var aloneSince: Date?
  private var lastLook = Date.distantPast

  /// Whether the process has had children and has been without any for long. To be asked again and again; looks once a
  /// second. Never true where the system does not list children.
  mutating func isLeftAlone(_ process: pid_t, now: Date = Date()) -> Bool {
    guard now.timeIntervalSince(lastLook) >= 1 else { return false }
    lastLook = now
    guard let children = Self.children(of: process) else { return false }
    if children.contains(where: Self.isAlive) {
      (hadChildren, aloneSince) = (true, nil)
      return false
    }
    guard hadChildren else { return false }
    aloneSince = aloneSince ?? now
    return now.timeIntervalSince(aloneSince!) >= Self.patience
  }

  /// Of all threads of a process.
  private static func children(of process: pid_t) -> [pid_t]? {
    guard let threads = try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task") else {
      return nil
    }
    let lists = threads.compactMap { thread in
      try? String(contentsOfFile: "/proc/\(process)/task/\(thread)/children", encoding: .utf8)
    }
    return lists.isEmpty ? nil : lists.flatMap { $0.split(separator: " ").compactMap { pid_t($0) } }
  }

  /// Whether a process runs, as opposed to waiting for its parent to take note of its end.
  private static func isAlive(_ process: pid_t) -> Bool {
    guard let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
      let name = status.lastIndex(of: ")")
    else { return false }
    let state = status[name...].dropFirst(2).first
    return state != "Z" && state != "X"
  }
}
