import Files

/// Which failures starting again can mend.
enum RestartRule {
  /// Wrong use, bad data and impossible settings stay wrong, and a job that a signal stopped was meant to stop.
  static func allows(exitCode: Int32) -> Bool {
    ![0, ExitStatus.wrongUse, ExitStatus.badData, ExitStatus.stopped, ExitStatus.impossibleSettings].contains(exitCode)
  }
}
