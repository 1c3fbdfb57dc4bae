import Files

/// What the launcher itself has to say: lines on standard error that name the program.
enum Notice {
  static func show(_ text: String) { StandardStream.error.writeIfPossible("sdgp-launch: \(text)\n") }
}
