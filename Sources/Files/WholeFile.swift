import Foundation

/// A file that appears under its name only when it is whole: it is written beside it under a name of this process's own,
/// and `commit()` brings it to the disk and renames it. Dropped before, it is removed; where the process was killed, by the
/// next one that writes it.
///
/// What is no file of its own, such as a pipe, a device or what standard output goes to, is written as it stands.
/// Everything throws `WritingError`.
public final class WholeFile {
  private let path: String
  /// Nil after the renaming, and for what is written as it stands.
  private var temporaryPath: String?
  private let descriptor: Int32
  /// Bytes appended so far.
  public private(set) var size = 0

  public init(_ path: String) throws {
    guard !path.isEmpty else {
      throw WritingError("the file's name", "is empty, as an unset variable of a script is", hint: "name a file")
    }
    if let asItStands = Self.openedAsItStands(path) {
      (self.path, descriptor) = (path, asItStands)
    } else {
      self.path = try LinkTarget.path(of: path)
      PartialName.removeLeftovers(of: self.path)
      let temporaryPath = PartialName.path(for: self.path)
      self.temporaryPath = temporaryPath
      descriptor = open(temporaryPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    }
    guard descriptor >= 0 else {
      let error = failure("cannot be written")
      temporaryPath = nil
      throw error
    }
  }

  /// A descriptor of what is written as it stands, below 0 where it cannot be opened; nil for a file of its own.
  private static func openedAsItStands(_ path: String) -> Int32? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    if status.st_mode & S_IFMT == S_IFREG {
      // A file that the shell opened, and may have added to: what is written there goes on at the stream's own place.
      for stream in [StandardStream.output, .error] {
        var own = stat()
        guard fstat(stream.rawValue, &own) == 0, (own.st_dev, own.st_ino) == (status.st_dev, status.st_ino) else {
          continue
        }
        return fcntl(stream.rawValue, F_DUPFD_CLOEXEC, 0)
      }
      guard path.hasPrefix("/dev/fd/") || path.hasPrefix("/proc/") else { return nil }
    }
    return open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
    if let temporaryPath { unlink(temporaryPath) }
  }

  /// Writes `bytes` behind what was appended so far.
  public func append(_ bytes: some ContiguousBytes) throws {
    try bytes.withUnsafeBytes { bytes in
      try transfer(bytes) { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      size += bytes.count
    }
  }

  /// Overwrites what was appended from `position` on with `bytes`.
  public func overwrite(_ bytes: some ContiguousBytes, at position: Int) throws {
    try bytes.withUnsafeBytes { bytes in
      try transfer(bytes) { pwrite(descriptor, $0.baseAddress, $0.count, off_t(position + bytes.count - $0.count)) }
    }
  }

  /// Calls `body` with what is left of `bytes` until nothing is.
  private func transfer(_ bytes: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Int) throws {
    var rest = bytes
    while !rest.isEmpty {
      let count = body(rest)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw failure("cannot be written") }
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
  }

  /// Gives the file its name; nothing can be written afterwards.
  public func commit() throws {
    guard let temporaryPath else { return }
    guard fsync(descriptor) == 0 else { throw failure("cannot be written to the disk") }
    guard rename(temporaryPath, path) == 0 else { throw failure("cannot be renamed") }
    self.temporaryPath = nil
    Self.sync(folder: URL(fileURLWithPath: path).deletingLastPathComponent().path)
  }

  /// Brings the names in `folder` to the disk. Some file systems cannot do that, and need not be told.
  public static func sync(folder: String) {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  private func failure(_ what: String) -> WritingError {
    WritingError(path, "\(what) (\(String(cString: strerror(errno))))")
  }

  /// Makes `folder` and those above it, where they do not exist.
  public static func makeFolder(_ folder: String, hint: String = WritingError.usualHint) throws {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw WritingError(folder, "cannot be made a folder", hint: hint)
    }
  }

  /// Writes `value` as JSON, the keys sorted and in snake case.
  public static func write(json value: some Encodable, to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    guard let data = try? encoder.encode(value) else {
      throw WritingError(path, "cannot be written as JSON (a value is not finite)", hint: "look for it in the log")
    }
    let file = try WholeFile(path)
    try file.append(data + [0x0A])
    try file.commit()
  }
}
