import Files
import Foundation

/// A file of a checkpoint as bytes.
enum CheckpointFile {
  /// The size and checksum of a file, read piece by piece.
  /// - Throws: `CheckpointError` where it cannot be read.
  static func facts(_ path: String) throws -> CheckpointManifest.File {
    let handle = try open(path)
    let builder = Checksum.Builder()
    var bytes = 0
    while let piece = try read(handle, 1 << 20, path), !piece.isEmpty {
      piece.withUnsafeBytes { builder.add($0) }
      bytes += piece.count
    }
    return CheckpointManifest.File(bytes: bytes, checksum: builder.checksum.text)
  }

  /// The bytes of a file that has no more than `limit`.
  static func contents(_ path: String, atMost limit: Int) throws -> Data {
    let data = try read(open(path), limit + 1, path) ?? Data()
    guard data.count <= limit else { throw CheckpointError("\(path) has more than \(limit) bytes") }
    return data
  }

  /// - Throws: `CheckpointError` where a file is not what the manifest says.
  static func check(_ path: String, is expected: CheckpointManifest.File) throws {
    var status = stat()
    guard stat(path, &status) == 0 else { throw CheckpointError("\(path) is missing") }
    guard Int(status.st_size) == expected.bytes else {
      throw CheckpointError("\(path) is damaged: it has \(status.st_size) bytes, expected \(expected.bytes)")
    }
    guard try facts(path) == expected else { throw CheckpointError("\(path) is damaged: its checksum differs") }
  }

  private static func open(_ path: String) throws -> FileHandle {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, let handle = FileHandle(forReadingAtPath: path)
    else { throw CheckpointError("\(path) is missing or cannot be read") }
    return handle
  }

  private static func read(_ handle: FileHandle, _ count: Int, _ path: String) throws -> Data? {
    do {
      return try handle.read(upToCount: count)
    } catch {
      throw CheckpointError("\(path) cannot be read")
    }
  }
}
