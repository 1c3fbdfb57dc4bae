import BundledDigits
import Files

/// The bytes of a data file: of one on the disk, which is read when they are asked for, or of a part of the program.
struct FileContents: Sendable {
  private enum Place: Sendable {
    case disk(ReadableFile)
    case memory([UInt8])
  }

  /// The name that errors give.
  let name: String
  let count: Int
  private let place: Place

  /// Opens the file at `path`, which is not empty. Throws a `DataError`.
  init(path: String) throws {
    let file = try DataError.wrapping { () throws(ReadingError) in try ReadableFile(path) }
    guard file.size > 0 else {
      throw DataError(file: path, position: 0, problem: "is empty", hint: "download or write the file again")
    }
    (name, count, place) = (path, file.size, .disk(file))
  }

  /// Looks at a file that is part of the program.
  init(name: String, bundled: BundledFile) {
    self.init(name: name, bytes: Array(UnsafeBufferPointer(start: bundled.bytes, count: bundled.count)))
  }

  init(name: String, bytes: [UInt8]) { (self.name, count, place) = (name, bytes.count, .memory(bytes)) }

  /// Overwrites `target` with the bytes from `position` on, which lie inside the file. Throws a `DataError` where the file
  /// has become shorter since it was opened.
  func read(into target: UnsafeMutableRawBufferPointer, at position: Int) throws {
    precondition(position >= 0 && target.count <= count - position, "The bytes lie inside the file.")
    switch place {
    case .disk(let file):
      try DataError.wrapping { () throws(ReadingError) in try file.read(into: target, at: position) }
    case .memory(let bytes): target.copyBytes(from: bytes[position..<position + target.count])
    }
  }

  /// The bytes at `positions`, which lie inside the file. Throws as `read` does.
  func bytes(_ positions: Range<Int>) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: positions.count)
    try bytes.withUnsafeMutableBytes { try read(into: $0, at: positions.lowerBound) }
    return bytes
  }

  func error(at position: Int?, _ problem: String, hint: String) -> DataError {
    DataError(file: name, position: position, problem: problem, hint: hint)
  }
}

extension DataError {
  /// Runs `body`, whose error becomes one of this kind.
  static func wrapping<Result>(_ body: () throws(ReadingError) -> Result) throws -> Result {
    do {
      return try body()
    } catch {
      throw DataError(file: error.path, position: error.position, problem: error.problem, hint: error.hint)
    }
  }
}

extension [UInt8] {
  /// The four bytes from `position` on as a number, the highest first.
  func bigEndian32(at position: Int) -> Int { self[position..<position + 4].reduce(0) { $0 << 8 | Int($1) } }

  /// The bytes from `position` on as a number, the lowest first.
  func littleEndian<Value: FixedWidthInteger & BitwiseCopyable>(_ type: Value.Type, at position: Int) -> Value {
    withUnsafeBytes { Value(littleEndian: $0.loadUnaligned(fromByteOffset: position, as: type)) }
  }

  /// Appends a number, the lowest byte first.
  mutating func appendLittleEndian(_ value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }
}
