import Foundation

/// A regular file, open to be read at any place and by any thread.
///
/// It is read, not mapped into memory: where somebody cuts a mapped file, the next look at it ends the process by SIGBUS,
/// while a read can say so. The system's cache holds one copy for all ranks of a host either way.
public final class ReadableFile: Sendable {
  public let path: String
  /// Bytes when it was opened.
  public let size: Int
  private let descriptor: Int32

  /// Throws `ReadingError` for what is absent, may not be read or is no regular file; it never waits for a pipe's writer.
  public init(_ path: String) throws(ReadingError) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      size = 0
      throw ReadingError(
        path, "cannot be opened (\(String(cString: strerror(errno))))",
        hint: "check that the file exists and may be read")
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      size = 0
      throw ReadingError(path, "is not a regular file", hint: "put the data file itself there")
    }
    size = Int(status.st_size)
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Overwrites `target` with the bytes from `position` on. Throws `ReadingError` where the file has become shorter.
  public func read(into target: UnsafeMutableRawBufferPointer, at position: Int) throws(ReadingError) {
    var done = 0
    while done < target.count {
      let count = pread(descriptor, target.baseAddress! + done, target.count - done, off_t(position + done))
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else {
        throw ReadingError(
          path, position: position + done, "cannot be read (\(String(cString: strerror(errno))))",
          hint: "check the disk")
      }
      guard count > 0 else {
        throw ReadingError(
          path, position: position + done, "ends here, expected \(size) bytes as when it was opened",
          hint: "leave the file alone while it is in use, and write it again")
      }
      done += count
    }
  }

  /// The bytes at `positions`, which lie inside the file.
  public func bytes(_ positions: Range<Int>) throws(ReadingError) -> [UInt8] {
    precondition(positions.lowerBound >= 0 && positions.upperBound <= size, "The bytes lie inside the file.")
    var bytes = [UInt8](repeating: 0, count: positions.count)
    var error: ReadingError?
    bytes.withUnsafeMutableBytes { buffer in
      do throws(ReadingError) { try read(into: buffer, at: positions.lowerBound) } catch let fault { error = fault }
    }
    if let error { throw error }
    return bytes
  }
}
