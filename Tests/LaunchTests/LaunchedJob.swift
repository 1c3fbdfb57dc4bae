import Foundation
import TestSupport

/// The built sdgp-launch, running in a folder.
final class LaunchedJob {
  /// Seconds after which something never comes; far more than a loaded machine takes.
  static let patience = 300.0
  /// What `end()` gives for a launcher that had to be killed: no code of a job.
  static let hung: Int32 = -1

  let process = Process()
  private let folder: TemporaryFolder

  init(folder: TemporaryFolder, arguments: [String], environment: [String: String] = [:]) throws {
    self.folder = folder
    process.executableURL = BuiltProgram.url("sdgp-launch")
    // Suites run side by side; who gets which cores is not what they are about.
    process.arguments =
      arguments.contains("--bind") || !arguments.contains("--") ? arguments : ["--bind", "none"] + arguments
    process.environment = BuiltProgram.environment.merging(environment) { $1 }
    process.currentDirectoryURL = folder.url
    process.standardInput = FileHandle.nullDevice
    try folder.write("", to: "stdout")
    try folder.write("", to: "stderr")
    process.standardOutput = FileHandle(forWritingAtPath: folder.path("stdout"))
    process.standardError = FileHandle(forWritingAtPath: folder.path("stderr"))
    // Where a script's `&` started the tests, its programs ignore SIGINT, and so would theirs.
    let inherited = [SIGINT, SIGHUP].map { ($0, signal($0, SIG_DFL)) }
    defer { for (number, handler) in inherited { signal(number, handler) } }
    try process.run()
  }

  func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// Waits until the ranks have made these files.
  func wait(for files: [String]) {
    Self.wait { files.allSatisfy { FileManager.default.fileExists(atPath: folder.path($0)) } }
  }

  /// Waits until the launcher has said `text` on standard error.
  func wait(forWords text: String) { Self.wait { (try? folder.text("stderr"))?.contains(text) ?? false } }

  /// Waits for the end; a launcher that hangs is killed and fails by its exit code.
  func end() -> (code: Int32, output: String, errors: String) {
    let hangs = !Self.wait { !process.isRunning }
    if hangs { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    let code = process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
    return (hangs ? Self.hung : code, (try? folder.text("stdout")) ?? "", (try? folder.text("stderr")) ?? "")
  }

  /// Returns once `condition` holds; false where it never did.
  @discardableResult static func wait(until condition: () throws -> Bool) rethrows -> Bool {
    let deadline = Date() + patience
    while try !condition() {
      if Date() > deadline { return false }
      Thread.sleep(forTimeInterval: 0.02)
    }
    return true
  }
}
