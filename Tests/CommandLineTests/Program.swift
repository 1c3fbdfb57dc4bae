import Foundation

/// Runs the built program, alone or under mpirun, and catches what it says.
struct Program {
  let exitCode: Int32
  let output: String
  let errors: String

  /// Lines of the program's own on standard error; mpirun adds its own.
  var ownErrors: [Substring] { errors.split(separator: "\n").filter { $0.hasPrefix("sdgp-dist:") } }

  /// - Parameter ranks: how many mpirun starts; nil for no mpirun.
  init(_ arguments: [String], ranks: Int? = nil) throws {
    let process = Process()
    let program = Self.folder.appendingPathComponent("sdgp-dist").path
    let launcher =
      ranks.map { ["timeout", "-k", "5", "180", "mpirun", "-n", "\($0)", "--oversubscribe", "--bind-to", "none"] }
      ?? ["timeout", "-k", "5", "180"]
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = launcher + [program] + arguments
    process.environment = Self.environment.merging(
      [
        "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1", "OMPI_MCA_mpi_yield_when_idle": "1",
        "OMPI_MCA_btl_vader_single_copy_mechanism": "none",
      ], uniquingKeysWith: { $1 })
    let (outputPipe, errorPipe) = (Pipe(), Pipe())
    process.standardOutput = outputPipe
    process.standardError = errorPipe
    process.standardInput = FileHandle.nullDevice
    try process.run()
    // The error stream is short; reading one after the other cannot block the program.
    output = String(decoding: outputPipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    errors = String(decoding: errorPipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    exitCode = process.terminationStatus
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

  /// Where the build put its products: beside the test bundle.
  private static var folder: URL {
    let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
    return URL(fileURLWithPath: bundle).deletingLastPathComponent()
  }
}
