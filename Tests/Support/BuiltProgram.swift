import Foundation

/// How a test starts one of the programs that were built with it.
public enum BuiltProgram {
  /// The program `name`, beside the test bundle.
  public static func url(_ name: String) -> URL {
    let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
    return URL(fileURLWithPath: bundle).deletingLastPathComponent().appendingPathComponent(name)
  }

  /// The variables that this test program was started with. MPI, which other suites start in this process, adds some
  /// that would make mpirun take what it starts for a part of this process's job.
  public static var environment: [String: String] {
    // A handle reads to the end; what reads a whole file at once takes a page, since the system gives this one no size.
    guard let bytes = try? FileHandle(forReadingAtPath: "/proc/self/environ")?.readToEnd() else {
      return ProcessInfo.processInfo.environment
    }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\0").map {
      $0.split(separator: "=", maxSplits: 1)
    }
    return Dictionary(lines.map { (String($0[0]), $0.count > 1 ? String($0[1]) : "") }) { $1 }
  }
}
