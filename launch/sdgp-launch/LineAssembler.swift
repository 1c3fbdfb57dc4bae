/// Puts the pieces of one source together to lines, as they stand on a terminal in the end: what a carriage return
/// overwrote and the control sequences are left out.
struct LineAssembler {
  private var current: [UInt8] = []
  private var returned = false

  /// The lines that end within `bytes`, without their line feeds.
  mutating func lines(of bytes: some Sequence<UInt8>) -> [String] {
    var lines: [String] = []
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "\n"):
        lines.append(Self.text(current))
        current = []
        returned = false
      case UInt8(ascii: "\r"):
        returned = true
      default:
        if returned { current = [] }
        returned = false
        current.append(byte)
      }
    }
    return lines
  }

  /// The line that has no line feed when the output has ended; nil if there is none.
  mutating func rest() -> String? {
    defer { current = [] }
    return current.isEmpty ? nil : Self.text(current)
  }

  private static func text(_ bytes: [UInt8]) -> String {
    String(decoding: bytes, as: UTF8.self).replacing(/\u{1B}\[[0-9;?]*[A-Za-z]/, with: "")
  }
}
