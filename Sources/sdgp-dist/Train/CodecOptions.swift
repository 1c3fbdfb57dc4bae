import ArgumentParser
import Exchange

/// The codecs' own options, as the codecs describe them.
///
/// The command line's library finds arguments by reflection and fills them by decoding: here both go over the registry
/// of codecs in place of stored properties.
struct CodecOptions: ParsableArguments, CustomReflectable {
  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  /// What was given, by the options' names.
  private(set) var given: [String: String] = [:]

  private static let options = Codec.allCases.flatMap(\.options)

  init() {}

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    for option in Self.options {
      given[option.name] = try container.decode(Option<String?>.self, forKey: Key(stringValue: option.name))
        .wrappedValue
    }
  }

  var customMirror: Mirror {
    Mirror(self, children: Self.options.map { (label: $0.name, value: Self.argument(for: $0)) })
  }

  private static func argument(for option: any CodecOptionDescription) -> Option<String?> {
    let choices = option.choices.joined(separator: ", ")
    let values = choices.isEmpty ? "" : "values: \(choices); "
    return Option(
      name: .customLong(option.name), help: "\(option.help) (\(values)default: \(option.standardText))",
      transform: { text in
        guard option.accepts(text) else {
          throw ValidationError(choices.isEmpty ? "it is no number" : "give one of \(choices)")
        }
        return text
      })
  }
}
