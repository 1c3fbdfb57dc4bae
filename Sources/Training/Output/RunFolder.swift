import Foundation

/// A run's output folder. Files that are written once appear whole or not at all.
public struct RunFolder: Sendable {
  public let path: String

  /// Makes the folder and its `logs` where they do not exist.
  /// - Throws: `OutputError` where that fails.
  public init(creating path: String) throws {
    self.path = path
    do {
      try FileManager.default.createDirectory(atPath: path + "/logs", withIntermediateDirectories: true)
    } catch {
      throw OutputError("cannot make the output folder \(path); give a writable place with --output")
    }
  }

  /// `runs/DATE-TIME` below the current folder.
  public static func defaultPath(at date: Date = Date()) -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.dateFormat = "yyyyMMdd-HHmmss"
    return "runs/" + formatter.string(from: date)
  }

  public func path(of file: String) -> String { path + "/" + file }

  /// Writes `value` as JSON under a temporary name, flushes it to the disk and renames it.
  /// - Throws: `OutputError`.
  public func write(_ value: some Encodable, to file: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    let target = path(of: file)
    let temporary = target + ".partial"
    do {
      var data = try encoder.encode(value)
      data.append(0x0A)
      try data.write(to: URL(fileURLWithPath: temporary))
      let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: temporary))
      try handle.synchronize()
      try handle.close()
    } catch {
      throw OutputError("cannot write \(target); is the disk full or the folder read-only?")
    }
    guard rename(temporary, target) == 0 else {
      throw OutputError("cannot rename \(temporary) to \(target): \(String(cString: strerror(errno)))")
    }
  }
}
