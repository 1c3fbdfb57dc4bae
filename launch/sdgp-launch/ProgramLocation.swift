import Files
import Foundation

/// Where sdgp-dist is.
enum ProgramLocation {
  /// The program named on the command line, else the one beside the launcher, else the one on PATH.
  static func find(named: String?) throws -> String {
    let files = FileManager.default
    if let named {
      guard files.isExecutableFile(atPath: named) else {
        throw LaunchError(ExitStatus.impossibleSettings, "\(named) is not a program; check --program")
      }
      return URL(fileURLWithPath: named).path
    }
    let own = Bundle.main.executableURL?.resolvingSymlinksInPath().deletingLastPathComponent().path
    if let own, files.isExecutableFile(atPath: own + "/sdgp-dist") { return own + "/sdgp-dist" }
    if let found = onPath("sdgp-dist") { return found }
    throw LaunchError(
      ExitStatus.impossibleSettings,
      "sdgp-dist is neither beside sdgp-launch nor on PATH; build it (swift build -c release) or say --program FILE")
  }

  /// The first program of this name on PATH.
  static func onPath(_ name: String) -> String? {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    return path.split(separator: ":").map { "\($0)/\(name)" }.first(where: FileManager.default.isExecutableFile)
  }
}
