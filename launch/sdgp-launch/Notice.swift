import Foundation

/// What the launcher itself has to say: lines on standard error that name the program.
enum Notice {
  static func show(_ text: String) { LineOutput.write(line: "sdgp-launch: " + text, to: STDERR_FILENO) }
}
