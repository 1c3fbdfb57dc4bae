import Tensors

/// Reads the JSON of a safetensors header: an object of tensors and, under `__metadata__`, an object of strings.
///
/// A parser of its own because a general one hides a tensor that is named twice.
struct SafetensorsHeaderParser {
  struct Tensor {
    var name: String
    var type = ""
    var shape: [Int] = []
    var begin = 0
    var end = 0
  }

  struct SyntaxError: Error {
    /// Offset in the header.
    let position: Int
    let expected: String
  }

  private let text: [UInt8]
  private var position = 0
  /// What stands under `__metadata__`.
  private(set) var metadata: [String: String] = [:]

  init(_ text: [UInt8]) { self.text = text }

  mutating func parse() throws -> [Tensor] {
    var tensors: [Tensor] = []
    try object(named: "tensor") { parser, name in
      if name == "__metadata__" {
        try parser.object(named: "metadata") { parser, key in
          parser.metadata[key] = try parser.string("a string")
        }
      } else {
        tensors.append(try parser.tensor(name))
      }
    }
    skipSpace()
    guard position == text.count else { throw SyntaxError(position: position, expected: "the end of the header") }
    return tensors
  }

  private mutating func tensor(_ name: String) throws -> Tensor {
    var tensor = Tensor(name: name)
    var fields: Set<String> = []
    let start = position
    try object(named: "field") { parser, field in
      fields.insert(field)
      switch field {
      case "dtype": tensor.type = try parser.string("a dtype")
      case "shape": tensor.shape = try parser.integers("a shape")
      case "data_offsets":
        let offsets = try parser.integers("two offsets")
        guard offsets.count == 2 else { throw SyntaxError(position: parser.position, expected: "two data_offsets") }
        (tensor.begin, tensor.end) = (offsets[0], offsets[1])
      default: throw SyntaxError(position: parser.position, expected: "dtype, shape or data_offsets, not \(field)")
      }
    }
    guard fields.count == 3 else {
      throw SyntaxError(position: start, expected: "dtype, shape and data_offsets of tensor \(name)")
    }
    return tensor
  }

  /// Reads an object; `member` reads each value. No key may come twice.
  private mutating func object(named kind: String, _ member: (inout Self, String) throws -> Void) throws {
    var seen: Set<String> = []
    try expect("{", "an object")
    if accept("}") { return }
    repeat {
      let start = position
      let key = try string("the name of a \(kind)")
      guard seen.insert(key).inserted else { throw SyntaxError(position: start, expected: "\(kind) \(key) only once") }
      try expect(":", "a colon")
      try member(&self, key)
    } while accept(",")
    try expect("}", "a comma or the end of an object")
  }

  private mutating func integers(_ expected: String) throws -> [Int] {
    var values: [Int] = []
    try expect("[", expected)
    if accept("]") { return values }
    repeat {
      skipSpace()
      let start = position
      while position < text.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[position]) { position += 1 }
      guard let value = Int(String(decoding: text[start..<position], as: UTF8.self)) else {
        throw SyntaxError(position: start, expected: "a whole number in \(expected)")
      }
      values.append(value)
    } while accept(",")
    try expect("]", "the end of \(expected)")
    return values
  }

  private mutating func string(_ expected: String) throws -> String {
    try expect("\"", expected)
    var bytes: [UInt8] = []
    while position < text.count, text[position] != UInt8(ascii: "\"") {
      if text[position] == UInt8(ascii: "\\") {
        bytes += try escape()
      } else {
        bytes.append(text[position])
        position += 1
      }
    }
    try expect("\"", "the end of a string")
    guard let value = String(validating: bytes, as: UTF8.self) else {
      throw SyntaxError(position: position, expected: "text in UTF-8")
    }
    return value
  }

  private mutating func escape() throws -> [UInt8] {
    guard position + 1 < text.count else { throw SyntaxError(position: position, expected: "an escaped character") }
    let letter = Character(Unicode.Scalar(text[position + 1]))
    position += 2
    let plain: [Character: Character] = [
      "\"": "\"", "\\": "\\", "/": "/", "n": "\n", "t": "\t", "r": "\r", "b": "\u{8}", "f": "\u{c}",
    ]
    if let character = plain[letter] { return Array(String(character).utf8) }
    guard letter == "u" else { throw SyntaxError(position: position - 1, expected: "a JSON escape") }
    let high = try codeUnit()
    var units = [high]
    if (0xD800..<0xDC00).contains(high), position + 1 < text.count, text[position] == UInt8(ascii: "\\"),
      text[position + 1] == UInt8(ascii: "u")
    {
      position += 2
      units.append(try codeUnit())
    }
    return Array(String(decoding: units, as: UTF16.self).utf8)
  }

  private mutating func codeUnit() throws -> UInt16 {
    guard position + 4 <= text.count,
      let unit = UInt16(String(decoding: text[position..<position + 4], as: UTF8.self), radix: 16)
    else { throw SyntaxError(position: position, expected: "four hexadecimal digits") }
    position += 4
    return unit
  }

  private mutating func expect(_ character: Unicode.Scalar, _ expected: String) throws {
    guard accept(character) else { throw SyntaxError(position: position, expected: expected) }
  }

  private mutating func accept(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard position < text.count, text[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func skipSpace() {
    while position < text.count, [9, 10, 13, 32].contains(text[position]) { position += 1 }
  }
}
