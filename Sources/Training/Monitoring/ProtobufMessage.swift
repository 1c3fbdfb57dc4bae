import Foundation

/// A message in protobuf's wire format: fields one after the other, each with its number and type.
struct ProtobufMessage {
  private(set) var bytes = Data()

  init(_ fill: (inout ProtobufMessage) -> Void) { fill(&self) }

  mutating func add(field: Int, _ value: Int) {
    add(varint: field << 3)
    add(varint: value)
  }

  mutating func add(field: Int, _ value: Double) {
    add(varint: field << 3 | 1)
    bytes.append(Data(littleEndian: value.bitPattern))
  }

  mutating func add(field: Int, _ value: Float) {
    add(varint: field << 3 | 5)
    bytes.append(Data(littleEndian: value.bitPattern))
  }

  /// Text, or a message inside this one.
  mutating func add(field: Int, _ value: Data) {
    add(varint: field << 3 | 2)
    add(varint: value.count)
    bytes.append(value)
  }

  /// Seven bits a byte, the lowest first; the top bit says that more follow.
  private mutating func add(varint value: Int) {
    var rest = UInt64(bitPattern: Int64(value))
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}

extension Data {
  init(littleEndian value: some FixedWidthInteger) {
    self = Swift.withUnsafeBytes(of: value.littleEndian) { Data($0) }
  }
}
