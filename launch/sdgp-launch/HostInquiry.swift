import Foundation

/// A short command on another host, under way.
final class HostInquiry {
  private let process = Process()
  private let outputPipe = Pipe()
  private let errorPipe = Pipe()
  private let start = Date()
  private let hasStarted: Bool

  /// - Parameter words: the command, the program's name first, looked for on PATH.
  init(words: [String]) {
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = words
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = outputPipe
    process.standardError = errorPipe
    hasStarted = (try? process.run()) != nil
  }

  /// What it wrote, which must fit into a pipe; nil if it failed, or did not end within `seconds` of its start and was
  /// ended.
  func output(within seconds: Double) -> String? {
    guard hasStarted else { return nil }
    while process.isRunning, Date().timeIntervalSince(start) < seconds { usleep(10_000) }
    guard !process.isRunning else {
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      return nil
    }
    process.waitUntilExit()
    guard process.terminationStatus == 0, process.terminationReason == .exit else { return nil }
    return String(decoding: outputPipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  }

  /// The last line on standard error of a command that has ended by itself.
  var lastError: String? {
    guard hasStarted, process.terminationReason == .exit else { return nil }
    let text = String(decoding: errorPipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    return text.split(whereSeparator: \.isNewline).last.map { $0.trimmingCharacters(in: .whitespaces) }
  }
}
