import Foundation

/// A file that appears under its name only when it is complete: it is written under a temporary one, and `commit()`
/// brings it to the disk and renames it. Dropped before, it is removed; a killed process leaves the temporary file, which
/// the next attempt overwrites.
final class NewFile {
  private let path: String
  private var temporaryPath: String { path + ".partial" }
  private var descriptor: Int32
  private(set) var size = 0

  init(path: String) throws {
    self.path = path
    descriptor = -1
    descriptor = open(temporaryPath, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure("cannot be created") }
  }

  deinit {
    if descriptor >= 0 {
      close(descriptor)
      unlink(temporaryPath)
    }
  }

  /// Writes `bytes` behind what was written so far.
  func append(_ bytes: [UInt8]) throws {
    try write(bytes, at: size)
    size += bytes.count
  }

  /// Writes `bytes` from `position` on.
  func write(_ bytes: [UInt8], at position: Int) throws {
    try bytes.withUnsafeBytes { bytes in
      var written = 0
      while written < bytes.count {
        let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
        let count = pwrite(descriptor, rest.baseAddress, rest.count, off_t(position + written))
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { throw failure("cannot be written") }
        written += count
      }
    }
  }

  func commit() throws {
    guard fsync(descriptor) == 0 else { throw failure("cannot be written to the disk") }
    close(descriptor)
    descriptor = -1
    guard rename(temporaryPath, path) == 0 else { throw failure("cannot be renamed") }
    let folder = open((path as NSString).deletingLastPathComponent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if folder >= 0 {
      fsync(folder)
      close(folder)
    }
  }

  private func failure(_ what: String) -> DataWritingError {
    DataWritingError(file: path, problem: "\(what) (\(String(cString: strerror(errno))))")
  }
}

/// Data that could not be written.
public struct DataWritingError: Error, Equatable, Sendable, CustomStringConvertible {
  public let file: String
  public let problem: String

  public var description: String { "\(file) \(problem); check the folder's permissions and the free space" }
}
