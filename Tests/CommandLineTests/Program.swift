import Foundation
import TestSupport

/// Runs the built program, alone or under mpirun, and catches what it says.
struct Program {
  let exitCode: Int32
  let output: String
  let errors: String

  /// Lines of the program's own on standard error; mpirun adds its own.
  var ownErrors: [Substring] { errors.split(separator: "\n").filter { $0.hasPrefix("sdgp-dist:") } }

  /// - Parameter ranks: how many mpirun starts; nil for no mpirun.
  init(_ arguments: [String], ranks: Int? = nil) throws {
    let launcher = ranks.map { ["mpirun", "-n", "\($0)", "--oversubscribe", "--bind-to", "none"] } ?? []
    try self.init(command: launcher + [BuiltProgram.url("sdgp-dist").path] + arguments)
  }

  /// Runs a line of bash in which `$PROGRAM` is the built program.
  init(shell line: String) throws { try self.init(command: ["bash", "-c", line]) }

  /// Runs ranks of two commands in one job.
  ///
  /// A rank chooses its own: `mpirun A : B` of Open MPI 5.0.7 ends with a segmentation fault.
  init(first: String, others: String, ranks: Int) throws {
    let choice = "[ $OMPI_COMM_WORLD_RANK = 0 ] && exec $PROGRAM \(first) || exec $PROGRAM \(others)"
    try self.init(shell: "mpirun --oversubscribe -n \(ranks) bash -c '\(choice)'")
  }

  private init(command: [String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["timeout", "-k", "5", "180"] + command
    process.environment = BuiltProgram.environment.merging(
      [
        "PROGRAM": BuiltProgram.url("sdgp-dist").path,
        "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
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
}
