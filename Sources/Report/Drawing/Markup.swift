/// A piece of the page. Literals are markup; what is put into them as text is escaped, so that no name from a file can
/// become an element.
struct Markup: ExpressibleByStringInterpolation, Sendable {
  let text: String

  init(stringLiteral value: String) { text = value }

  init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }

  /// Pieces that follow each other, a line each where nothing else is said.
  init(_ parts: [Markup], separator: String = "\n") { text = parts.map(\.text).joined(separator: separator) }

  static let empty: Markup = ""

  struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var text = ""

    init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity) }

    mutating func appendLiteral(_ literal: String) { text += literal }
    mutating func appendInterpolation(_ markup: Markup) { text += markup.text }
    mutating func appendInterpolation(_ parts: [Markup]) { text += Markup(parts).text }
    mutating func appendInterpolation(_ number: Int) { text += "\(number)" }
    /// A place or a length in a drawing, to a tenth of a pixel.
    mutating func appendInterpolation(_ length: Double) { text += NumberText.fixed(length, 1) }
    mutating func appendInterpolation(_ content: String) {
      for scalar in content.unicodeScalars { text += Self.escaped(scalar) }
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
      switch scalar {
      case "&": "&amp;"
      case "<": "&lt;"
      case ">": "&gt;"
      case "\"": "&quot;"
      case "'": "&#39;"
      case "\t", "\n", "\r": " "
      // No part of XML, or turning the direction of what follows.
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}",
        "\u{FFFE}", "\u{FFFF}":
        "\u{FFFD}"
      default: String(scalar)
      }
    }
  }
}
