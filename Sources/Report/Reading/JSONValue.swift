/// Any JSON value, whose keys another version of the program may have chosen.
enum JSONValue: Decodable {
  case null
  case text(String)
  case list([JSONValue])
  case object([String: JSONValue])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .text(value ? "yes" : "no")
    } else if let value = try? container.decode(Int64.self) {
      self = .text("\(value)")
    } else if let value = try? container.decode(UInt64.self) {
      self = .text("\(value)")
    } else if let value = try? container.decode(Double.self) {
      self = .text("\(value)")
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let values = try? container.decode([JSONValue].self) {
      self = .list(values)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  /// Every value by its path of keys, `schedule.shape`; a list is one value.
  func flattened(under path: String = "") -> [String: String] {
    switch self {
    case .null: [:]
    case .text, .list: [path: text]
    case .object(let members):
      members.reduce(into: [:]) { result, member in
        let inner = member.value.flattened(under: path.isEmpty ? member.key : path + "." + member.key)
        result.merge(inner) { first, _ in first }
      }
    }
  }

  private var text: String {
    switch self {
    case .null: "none"
    case .text(let value): value
    case .list(let values): values.map(\.text).joined(separator: ", ")
    case .object(let members):
      members.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.text)" }.joined(separator: ", ")
    }
  }
}
