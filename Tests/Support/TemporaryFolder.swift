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
  public func names() throws -> [String] { try names(in: ".") }

  /// The names of what lies in a folder of it.
  public func names(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path(folder))
  }

  public func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: path(name))))
  }

  public func text(_ name: String) throws -> String { try String(contentsOfFile: path(name), encoding: .utf8) }

  public func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

  /// Writes a program that can be started at once.
  ///
  /// Another process writes it: what a suite beside this one starts in this moment has all files that are open here for
  /// a while, and the system starts no program that somebody may still write ("Text file busy").
  public func write(program text: String, to name: String) throws {
    try write(text, to: name + ".text")
    let copy = Process()
    copy.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    copy.arguments = ["install", "-m", "755", path(name + ".text"), path(name)]
    try copy.run()
    copy.waitUntilExit()
    guard copy.terminationStatus == 0 else { throw CocoaError(.fileWriteUnknown) }
  }

  /// Writes a file, and the folders in its name.
  public func write(_ bytes: [UInt8], to name: String) throws {
    let file = URL(fileURLWithPath: path(name))
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
  }
}
