import Files
import Foundation
import Tensors

/// The header of a safetensors file, checked against the file.
struct SafetensorsHeader {
  struct Entry {
    var name: String
    var type: SafetensorsElementType
    var shape: [Int]
    var begin: Int
    var end: Int
  }

  let entries: [Entry]
  let metadata: [String: String]
  /// Where the tensors' bytes begin in the file.
  let dataStart: Int

  /// Longer headers are refused: a model's takes some hundred bytes a tensor.
  private static let longest = 1 << 24

  init(of file: ReadableFile) throws {
    let path = file.path
    let hint = "is it a whole safetensors file?"
    guard file.size >= 8 else {
      throw WeightsError(path, "has \(file.size) bytes, expected at least the 8 of the header's length", hint: hint)
    }
    func bytes(_ positions: Range<Int>) throws -> [UInt8] {
      try SafetensorsFile.wrapping { () throws(ReadingError) in try file.bytes(positions) }
    }
    let length = try bytes(0..<8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length >= 2, length <= UInt64(Self.longest), length <= UInt64(file.size - 8) else {
      throw WeightsError(
        path, "says that its header has \(length) bytes, expected 2 to \(min(Self.longest, file.size - 8))", hint: hint
      )
    }
    dataStart = 8 + Int(length)
    var parser = SafetensorsHeaderParser(try bytes(8..<dataStart))
    let raw: [SafetensorsHeaderParser.Tensor]
    do {
      raw = try parser.parse()
    } catch let error as SafetensorsHeaderParser.SyntaxError {
      throw WeightsError(
        path, "the header is wrong at byte \(8 + error.position): expected \(error.expected)", hint: hint)
    }
    metadata = parser.metadata
    entries = try raw.map { try Self.entry($0, path: path) }
    try Self.checkLayout(entries, byteCount: file.size - dataStart, path: path)
  }

  /// Checks a tensor by itself: its type, its shape, and that its bytes are as many as these need.
  private static func entry(_ raw: SafetensorsHeaderParser.Tensor, path: String) throws -> Entry {
    guard let type = SafetensorsElementType(rawValue: raw.type) else {
      let known = SafetensorsElementType.allCases.map(\.rawValue).joined(separator: ", ")
      throw WeightsError(
        path, tensor: raw.name, "has dtype \(raw.type), expected one of \(known)", hint: "convert it before saving")
    }
    var bytes = type.byteCount
    for extent in raw.shape {
      let (product, overflow) = bytes.multipliedReportingOverflow(by: extent)
      guard !overflow else {
        throw WeightsError(path, tensor: raw.name, "its shape \(raw.shape) overflows", hint: "the file is damaged")
      }
      bytes = product
    }
    guard raw.end >= raw.begin, raw.end - raw.begin == bytes else {
      throw WeightsError(
        path, tensor: raw.name,
        "data_offsets are [\(raw.begin), \(raw.end)], expected \(bytes) bytes for \(type.rawValue) "
          + "of shape \(raw.shape)", hint: "the file is damaged")
    }
    return Entry(name: raw.name, type: type, shape: raw.shape, begin: raw.begin, end: raw.end)
  }

  /// Checks that the tensors follow one another without overlap or gap and end where the file does.
  private static func checkLayout(_ entries: [Entry], byteCount: Int, path: String) throws {
    var position = 0
    for entry in entries.sorted(by: { ($0.begin, $0.end) < ($1.begin, $1.end) }) {
      guard entry.begin == position else {
        throw WeightsError(
          path, tensor: entry.name, "begins at byte \(entry.begin) of the data, expected \(position)",
          hint: "tensors overlap or leave a gap; the file is damaged")
      }
      position = entry.end
    }
    guard position == byteCount else {
      throw WeightsError(
        path, "has \(byteCount) bytes of data, expected \(position)",
        hint: position > byteCount ? "the file is cut off; copy it again" : "bytes were appended; copy it again")
    }
  }

  /// The length and the header of a file of `tensors`, in this order, padded so that the data is aligned to 8 bytes.
  static func encoded(_ tensors: [(name: String, tensor: StoredTensor)], metadata: [String: String]) -> Data {
    var fields: [String] = []
    if !metadata.isEmpty {
      let pairs = metadata.sorted { $0.key < $1.key }.map { "\(quoted($0.key)):\(quoted($0.value))" }
      fields.append("\"__metadata__\":{\(pairs.joined(separator: ","))}")
    }
    var position = 0
    for (name, tensor) in tensors {
      let end = position + tensor.count * tensor.elementType.byteCount
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      fields.append(
        "\(quoted(name)):{\"dtype\":\"\(tensor.elementType.rawValue)\",\"shape\":[\(shape)],"
          + "\"data_offsets\":[\(position),\(end)]}")
      position = end
    }
    var text = Data("{\(fields.joined(separator: ","))}".utf8)
    text.append(Data(repeating: UInt8(ascii: " "), count: (8 - text.count % 8) % 8))
    return withUnsafeBytes(of: UInt64(text.count).littleEndian) { Data($0) } + text
  }

  /// A JSON string.
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case _ where scalar.value < 32:
        result += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
