import Foundation

/// A folder that goes with its owner.
public final class TemporaryFolder {
  public let path: String
  public var url: URL { URL(fileURLWithPath: path) }

  public init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("sdgp-dist-tests-\(UUID())").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  public func path(_ name: String) -> String { path + "/" + name }

  /// The names of what lies in the folder.
  public func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: path) }

  public func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: path(name))))
  }

  public func text(_ name: String) throws -> String { try String(contentsOfFile: path(name), encoding: .utf8) }

  public func write(_ text: String, to name: String, executable: Bool = false) throws {
    try write(Array(text.utf8), to: name)
    if executable { try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path(name)) }
  }

  /// Writes a file, and the folders in its name.
  public func write(_ bytes: [UInt8], to name: String) throws {
    let file = URL(fileURLWithPath: path(name))
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
  }
}
