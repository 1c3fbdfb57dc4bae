import Files
import Foundation

/// The right to write into a run's output folder, held by one process at a time until it ends.
///
/// The system takes the lock back from a process that dies. Where a file system has no locks, none is held.
final class RunLock: Sendable {
  private let path: String
  private let descriptor: Int32

  /// - Parameter patience: seconds to wait for it: ranks outlive an mpirun that was killed by about one.
  /// - Throws: `SettingsError` where another run holds it, `WritingError` where its file cannot be made.
  init(folder: RunFolder, patience: Double = 5) throws {
    let deadline = Date() + patience
    path = folder.path(of: "run.lock")
    while true {
      let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else {
        throw WritingError(path, "cannot be made (\(String(cString: strerror(errno))))")
      }
      if flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
        close(descriptor)
        if Date() < deadline {
          usleep(100_000)
          continue
        }
        throw SettingsError(
          "\(folder.path): another run (\(Self.holder(path))) writes into this folder; give another one with --output")
      }
      // The one that held it may have removed the file between the opening and the locking.
      if Self.isNamed(path, descriptor) == true {
        self.descriptor = descriptor
        break
      }
      close(descriptor)
    }
    let text = "process \(getpid()) on \(ProcessInfo.processInfo.hostName)"
    ftruncate(descriptor, 0)
    _ = text.withCString { write(descriptor, $0, strlen($0)) }
  }

  /// Whether the folder was moved away while the run went on, and another run works under its name.
  var isAnothers: Bool { Self.isNamed(path, descriptor) == false }

  deinit {
    if !isAnothers { unlink(path) }
    close(descriptor)
  }

  /// Whether the name leads to the opened file; nil where it leads nowhere.
  private static func isNamed(_ path: String, _ descriptor: Int32) -> Bool? {
    var (opened, named) = (stat(), stat())
    guard fstat(descriptor, &opened) == 0, stat(path, &named) == 0 else { return nil }
    return opened.st_ino == named.st_ino && opened.st_dev == named.st_dev
  }

  private static func holder(_ path: String) -> String {
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    return text.isEmpty ? "it does not say which" : text
  }
}
