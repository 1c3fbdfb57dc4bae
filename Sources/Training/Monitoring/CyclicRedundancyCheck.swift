import Foundation

/// CRC-32C (Castagnoli, polynomial 0x1EDC6F41, reflected), as TFRecord files carry it.
enum CyclicRedundancyCheck {
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { rest, _ in rest & 1 == 1 ? rest >> 1 ^ 0x82F6_3B78 : rest >> 1 }
  }

  static func value(of bytes: Data) -> UInt32 {
    ~bytes.reduce(~0) { table[Int(($0 ^ UInt32($1)) & 0xFF)] ^ $0 >> 8 }
  }

  /// Rotated and shifted, so that the checksum of data that holds checksums is still a good one.
  static func masked(_ bytes: Data) -> UInt32 {
    let checksum = value(of: bytes)
    return (checksum >> 15 | checksum << 17) &+ 0xA282_EAD8
  }
}
