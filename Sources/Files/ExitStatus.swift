/// The exit codes of both programs (sysexits), a promise to scripts.
public enum ExitStatus {
  /// Wrong use of the command line.
  public static let wrongUse: Int32 = 64
  /// A file or folder is missing or broken.
  public static let badData: Int32 = 65
  /// A fault of the program or a failed rank.
  public static let programFault: Int32 = 70
  /// Files cannot be written.
  public static let inputOutput: Int32 = 74
  /// Stopped by a signal, in good order.
  public static let stopped: Int32 = 75
  /// The settings or the machine do not allow what was asked for.
  public static let impossibleSettings: Int32 = 78
}
