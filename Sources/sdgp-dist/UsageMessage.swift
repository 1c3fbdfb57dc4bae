import ArgumentParser
import Foundation

/// What is wrong with a command line, in one line, with what may have been meant and the way to the help.
struct UsageMessage {
  let text: String

  init(_ error: any Error) {
    let message = SDGPDist.message(for: error).split(whereSeparator: \.isNewline)
      .map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: " ")
    let help = SDGPDist.fullMessage(for: error).firstMatch(of: /See '(.+?)(?: -h, --help| --help| -h)' for/)
    let command = help.map { String($0.1) } ?? "sdgp-dist"
    text = "\(Self.explained(message, command: command)); see \(command) --help"
  }

  /// The message with a suggestion where a value or a subcommand is close to one that exists.
  private static func explained(_ message: String, command: String) -> String {
    let plain = message.hasSuffix(".") ? String(message.dropLast()) : message
    if let wrong = plain.firstMatch(of: /^The value '(.*?)' is invalid for .*Please provide one of (.*)$/) {
      // Choices stand in quotes, or each behind a dash with what it does.
      let choices =
        wrong.2.matches(of: /'([^']+)'/).map { String($0.1) }
        + wrong.2.matches(of: /(?:^|\s)- ([a-z0-9-]+)/).map { String($0.1) }
      let plain = plain.replacing(/the following: - .*$/, with: choices.joined(separator: ", "))
      if let nearest = NearestName.of(String(wrong.1), among: choices) { return "\(plain). Did you mean '\(nearest)'?" }
      return plain
    }
    if let wrong = plain.firstMatch(of: /^Unexpected argument '(.*?)'/) {
      let names = subcommands(of: command)
      if let nearest = NearestName.of(String(wrong.1), among: names) {
        return "\(plain). Did you mean '\(nearest)'?"
      }
      if !names.isEmpty { return "\(plain); the subcommands are \(names.joined(separator: ", "))" }
    }
    return plain
  }

  /// The names of what a command, `sdgp-dist data`, has below it.
  private static func subcommands(of command: String) -> [String] {
    var type: any ParsableCommand.Type = SDGPDist.self
    for name in command.split(separator: " ").dropFirst() {
      guard let next = type.configuration.subcommands.first(where: { self.name(of: $0) == name }) else { return [] }
      type = next
    }
    return type.configuration.subcommands.map(name)
  }

  private static func name(of command: any ParsableCommand.Type) -> String {
    command.configuration.commandName ?? "\(command)"
  }
}
