/// Why a run cannot go on, agreed on by all ranks: one of them says it, all of them end with its exit code.
public struct Failure: Error, Sendable {
  /// The one line to show; nil on the ranks that leave the telling to another.
  public let message: String?

  /// The process's exit code (sysexits).
  public let exitCode: Int32

  public init(message: String?, exitCode: Int32) {
    self.message = message
    self.exitCode = exitCode
  }
}
