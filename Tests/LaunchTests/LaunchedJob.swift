import Foundation

/// The built sdgp-launch, running in a folder.
final class LaunchedJob {
  private let process = Process()
  private let folder: TemporaryFolder

  init(folder: TemporaryFolder, arguments: [String]) throws {
    self.folder = folder
    process.executableURL = Self.products.appendingPathComponent("sdgp-launch")
    process.arguments = arguments
    process.environment = Self.environment
    process.currentDirectoryURL = folder.url
    process.standardInput = FileHandle.nullDevice
    try folder.write("", to: "stdout")
    try folder.write("", to: "stderr")
    process.standardOutput = FileHandle(forWritingAtPath: folder.path("stdout"))
    process.standardError = FileHandle(forWritingAtPath: folder.path("stderr"))
    try process.run()
  }

  /// The variables that this test program was started with. MPI, which other suites start in this process, adds some
  /// that would make mpirun take what it starts for a part of this process's job.
  private static var environment: [String: String] {
    guard let bytes = FileManager.default.contents(atPath: "/proc/self/environ") else {
      return ProcessInfo.processInfo.environment
    }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\0").map {
      $0.split(separator: "=", maxSplits: 1)
    }
    return Dictionary(lines.map { (String($0[0]), $0.count > 1 ? String($0[1]) : "") }) { $1 }
  }

  /// The folder of this test program, which is the build's.
  private static var products: URL {
    if let bundle = Bundle.allBundles.first(where: { $0.bundlePath.hasSuffix(".xctest") }) {
      return bundle.bundleURL.deletingLastPathComponent()
    }
    return Bundle.main.bundleURL
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
