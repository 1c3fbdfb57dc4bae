import Foundation

/// Names under which files and folders are written before they are whole: `NAME.HOST.PROCESS.partial`.
enum PartialName {
  /// Processes of two hosts that share a disk may have the same number.
  private static let host = ProcessInfo.processInfo.hostName

  /// This process's own for `path`.
  static func path(for path: String) -> String { "\(path).\(host).\(getpid()).partial" }

  /// Removes what processes of this host that are gone were writing as `path`: they were killed, or would have done so
  /// themselves. One with this process's number is gone too: in containers many have the same.
  static func removeLeftovers(of path: String) {
    let url = URL(fileURLWithPath: path)
    let folder = url.deletingLastPathComponent().path
    let start = "\(url.lastPathComponent).\(host)."
    // Half exchanged, the old folder may be the only one there is.
    let ends = [".partial"] + (FileManager.default.fileExists(atPath: path) ? [".partial.old"] : [])
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] where name.hasPrefix(start) {
      guard let end = ends.first(where: name.hasSuffix),
        let process = pid_t(name.dropFirst(start.count).dropLast(end.count)),
        process > 0, process == getpid() || kill(process, 0) != 0 && errno == ESRCH
      else { continue }
      try? FileManager.default.removeItem(atPath: "\(folder)/\(name)")
    }
  }
}
