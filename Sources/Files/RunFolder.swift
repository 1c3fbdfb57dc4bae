import Foundation

/// A run's output folder. Files that are written once appear whole or not at all.
public struct RunFolder: Sendable {
  public let path: String

  /// Makes the folder and its `logs` where they do not exist.
  /// - Throws: `WritingError` where that fails.
  public init(creating path: String) throws {
    self.path = path
    try WholeFile.makeFolder(path + "/logs", hint: "give a writable place with --output")
  }

  /// `runs/DATE-TIME` below the current folder.
  public static func defaultPath(at date: Date = Date()) -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.dateFormat = "yyyyMMdd-HHmmss"
    return "runs/" + formatter.string(from: date)
  }

  public func path(of file: String) -> String { path + "/" + file }

  /// Writes `value` as JSON.
  /// - Throws: `WritingError`.
  public func write(_ value: some Encodable, to file: String) throws {
    try WholeFile.write(json: value, to: path(of: file))
  }
}
