/// Ends the launcher with an exit code (sysexits) and, where the job has not said it already, one line.
struct LaunchError: Error {
  /// Wrong use of the command line.
  static let usage: Int32 = 64
  /// A file or folder is missing or broken.
  static let data: Int32 = 65
  /// Files cannot be written.
  static let inputOutput: Int32 = 74
  /// Stopped by a signal, in good order.
  static let stopped: Int32 = 75
  /// The settings or the machine do not allow what was asked for.
  static let configuration: Int32 = 78

  let exitCode: Int32
  let message: String?

  init(_ exitCode: Int32, _ message: String? = nil) {
    self.exitCode = exitCode
    self.message = message
  }
}
