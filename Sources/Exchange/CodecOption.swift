/// An option of a codec, whatever the type of its values.
public protocol CodecOptionDescription: Sendable {
  /// As on the command line, without dashes.
  var name: String { get }
  var help: String { get }
  /// The value where none is given.
  var standardText: String { get }
  /// The values there are; empty where they cannot be listed.
  var choices: [String] { get }

  /// Whether `text` is a value.
  func accepts(_ text: String) -> Bool
}

/// An option of a codec, by which `CodecSettings` finds its value.
struct CodecOption<Value: LosslessStringConvertible & Sendable>: CodecOptionDescription {
  let name: String
  let help: String
  let standard: Value
  var choices: [String] = []

  var standardText: String { standard.description }

  func accepts(_ text: String) -> Bool { Value(text) != nil }
}
