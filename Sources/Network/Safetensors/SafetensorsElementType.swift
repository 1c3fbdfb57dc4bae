import Foundation

/// The element types that can be read.
enum SafetensorsElementType: String, CaseIterable {
  case float64 = "F64"
  case float32 = "F32"
  case float16 = "F16"
  case bfloat16 = "BF16"
  case int64 = "I64"

  var byteCount: Int {
    switch self {
    case .float64, .int64: 8
    case .float32: 4
    case .float16, .bfloat16: 2
    }
  }

  /// Widens or rounds little-endian elements to single precision.
  func values(_ data: Data) -> [Float] {
    data.withUnsafeBytes { bytes in
      let count = bytes.count / byteCount
      func load<T: FixedWidthInteger>(_ index: Int, as type: T.Type) -> T {
        T(littleEndian: bytes.loadUnaligned(fromByteOffset: index * byteCount, as: type))
      }
      switch self {
      case .float32:
        return [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
          UnsafeMutableRawBufferPointer(buffer).copyMemory(from: bytes)
          initialized = count
        }
      case .float64: return (0..<count).map { Float(Double(bitPattern: load($0, as: UInt64.self))) }
      case .float16: return (0..<count).map { Float(halfBits: load($0, as: UInt16.self)) }
      case .bfloat16: return (0..<count).map { Float(bitPattern: UInt32(load($0, as: UInt16.self)) << 16) }
      case .int64: return (0..<count).map { Float(load($0, as: Int64.self)) }
      }
    }
  }
}

extension Float {
  /// The value of an IEEE half-precision number.
  init(halfBits bits: UInt16) {
    let sign: Float = bits >> 15 == 0 ? 1 : -1
    let exponent = Int(bits >> 10) & 31
    let fraction = Float(bits & 1023)
    switch exponent {
    case 0: self = sign * fraction * 0x1p-24
    case 31: self = fraction == 0 ? sign * .infinity : .nan
    default: self = sign * Float(sign: .plus, exponent: exponent - 15, significand: 1 + fraction * 0x1p-10)
    }
  }
}
