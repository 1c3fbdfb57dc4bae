import Foundation
import TestSupport

/// The built sdgp-launch, running in a folder.
final class LaunchedJob {
  private let process = Process()
  private let folder: TemporaryFolder

  init(folder: TemporaryFolder, arguments: [String]) throws {
    self.folder = folder
    process.executableURL = BuiltProgram.url("sdgp-launch")
    // Suites run side by side; who gets which cores is not what they are about.
    process.arguments = arguments.contains("--bind") ? arguments : ["--bind", "none"] + arguments
    process.environment = BuiltProgram.environment
    process.currentDirectoryURL = folder.url
    process.standardInput = FileHandle.nullDevice
    try folder.write("", to: "stdout")
    try folder.write("", to: "stderr")
    process.standardOutput = FileHandle(forWritingAtPath: folder.path("stdout"))
    process.standardError = FileHandle(forWritingAtPath: folder.path("stderr"))
    try process.run()
  }

  func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// Waits until the ranks have made these files, a minute at most.
  func wait(for files: [String]) {
    let deadline = Date() + 60
    while Date() < deadline, !files.allSatisfy({ FileManager.default.fileExists(atPath: folder.path($0)) }) {
      Thread.sleep(forTimeInterval: 0.05)
    }
  }

  /// Waits for the end; a launcher that hangs is killed after a minute and fails by its exit code.
  func end() -> (code: Int32, output: String, errors: String) {
    let deadline = Date() + 60
    while process.isRunning, Date() < deadline { Thread.sleep(forTimeInterval: 0.02) }
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    let code = process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
    return (code, (try? folder.text("stdout")) ?? "", (try? folder.text("stderr")) ?? "")
  }
}
