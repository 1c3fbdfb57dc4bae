/// When a run keeps its state, and what it does where it cannot.
public struct CheckpointSettings: Codable, Hashable, Sendable {
  /// What follows where a checkpoint cannot be written.
  public enum ErrorAction: String, CaseIterable, Codable, Sendable {
    case stop
    /// A warning; the last whole checkpoint stays.
    case goOn = "continue"
  }

  /// Steps between two checkpoints; nil for none by steps.
  public var everySteps: Int?
  /// Minutes between two checkpoints; nil for none by time.
  public var everyMinutes: Double?
  /// The newest ones that stay.
  public var kept = 3
  public var onError = ErrorAction.stop
  /// Steps between two comparisons of the ranks' parameters; 0 compares at checkpoints and at the end alone.
  public var verifyEverySteps = 0
  /// Whether to continue from the newest whole checkpoint of the output folder, if there is one.
  public var resumes = false
  /// Whether a finished run in the output folder may be replaced.
  public var overwrites = false

  public init() {}

  /// - Throws: `SettingsError`.
  func validate(output: String?) throws {
    try Limits.check("--checkpoint-every", everySteps, in: Limits.counts)
    try Limits.check("--keep", kept, in: Limits.counts)
    try Limits.check("--verify-every", verifyEverySteps, in: 0...Limits.counts.upperBound)
    if let everyMinutes, !(everyMinutes > 0 && everyMinutes.isFinite) {
      throw SettingsError("--checkpoint-minutes is \(everyMinutes); it must be a number above 0")
    }
    if resumes, output == nil {
      throw SettingsError("--resume needs the folder of the run to continue; give it with --output")
    }
    if resumes, overwrites {
      throw SettingsError("--resume continues a run and --overwrite replaces it; give one of them")
    }
  }
}
