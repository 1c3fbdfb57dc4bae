/// The program's arguments, whose bytes Swift repairs silently where they are no text.
public enum ArgumentText {
  /// The place of the first argument that is not UTF-8; put into text it would name another file.
  public static var firstInvalid: Int? {
    (0..<Int(CommandLine.argc)).first { index in
      CommandLine.unsafeArgv[index].map { String(validatingCString: $0) == nil } ?? false
    }
  }
}
