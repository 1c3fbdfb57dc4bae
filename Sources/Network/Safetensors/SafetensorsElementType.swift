/// The element types that can be read.
enum SafetensorsElementType: String, CaseIterable {
  case float64 = "F64"
  case float32 = "F32"
  case float16 = "F16"
  case bfloat16 = "BF16"
  case int64 = "I64"

  var isInteger: Bool { self == .int64 }

  var byteCount: Int {
    switch self {
    case .float64, .int64: 8
    case .float32: 4
    case .float16, .bfloat16: 2
    }
  }

  /// Integers as they are, all others widened or rounded to single precision. The format is little-endian, and so is
  /// every processor that this program runs on.
  func elements(_ bytes: [UInt8]) -> StoredTensor.Elements {
    func numbers<Number: BitwiseCopyable>(_ type: Number.Type) -> [Number] {
      [Number](unsafeUninitializedCapacity: bytes.count / byteCount) { buffer, count in
        UnsafeMutableRawBufferPointer(buffer).copyBytes(from: bytes)
        count = bytes.count / byteCount
      }
    }
    return switch self {
    case .float64: .float32(numbers(Double.self).map { Float($0) })
    case .float32: .float32(numbers(Float.self))
    case .float16: .float32(numbers(Float16.self).map { Float($0) })
    case .bfloat16: .float32(numbers(UInt16.self).map { Float(bitPattern: UInt32($0) << 16) })
    case .int64: .int64(numbers(Int64.self))
    }
  }
}
