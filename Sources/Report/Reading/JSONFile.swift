import Files
import Foundation

/// A small JSON file of a run, read whole.
enum JSONFile {
  /// Decodes the file at `path`, which has `limit` bytes at most.
  /// - Throws: `ReadingError` where it is absent, larger, or not what is expected.
  static func decode<Value: Decodable>(
    _ type: Value.Type, at path: String, limit: Int, expected: String
  ) throws(ReadingError) -> Value {
    let file = try ReadableFile(path)
    guard file.size <= limit else {
      throw ReadingError(
        path, "has \(file.size) bytes, expected \(limit) at most", hint: "restore it, or leave this run out")
    }
    let bytes = try file.bytes(0..<file.size)
    guard let value = try? JSONDecoder().decode(type, from: Data(bytes)) else {
      throw ReadingError(path, "is not \(expected)", hint: "restore it, or leave this run out")
    }
    return value
  }
}
