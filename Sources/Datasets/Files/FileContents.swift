import BundledDigits
import Files
import Foundation

/// The bytes of a file, mapped into memory: all ranks of a host share one copy, and only what is used is read.
///
/// `@unchecked Sendable`: the bytes are never written.
final class FileContents: @unchecked Sendable {
  /// The name that errors give.
  let name: String
  let bytes: UnsafeRawBufferPointer
  private let isMapped: Bool

  /// Maps the file at `path`, which is not empty.
  init(path: String) throws {
    name = path
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw DataError(
        file: path, problem: "cannot be opened (\(String(cString: strerror(errno))))",
        hint: "check that the file exists and may be read")
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw DataError(file: path, problem: "is not a regular file", hint: "put the data file itself there")
    }
    let size = Int(status.st_size)
    guard size > 0 else {
      throw DataError(file: path, position: 0, problem: "is empty", hint: "download or write the file again")
    }
    guard let address = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), address != MAP_FAILED else {
      throw DataError(
        file: path, problem: "cannot be mapped (\(String(cString: strerror(errno))))",
        hint: "free memory or raise the limit of address space (ulimit -v)")
    }
    bytes = UnsafeRawBufferPointer(start: address, count: size)
    isMapped = true
  }

  /// Looks at a file that is part of the program.
  init(name: String, bundled: BundledFile) {
    self.name = name
    bytes = UnsafeRawBufferPointer(start: bundled.bytes, count: bundled.count)
    isMapped = false
  }

  deinit {
    if isMapped { munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress!), bytes.count) }
  }

  var count: Int { bytes.count }

  /// The byte at `position`.
  subscript(position: Int) -> UInt8 { bytes[position] }

  /// The four bytes from `position` on as a number, the highest first.
  func bigEndian32(at position: Int) -> Int {
    Int(UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt32.self)))
  }

  /// The bytes from `position` on as a number, the lowest first.
  func littleEndian<Value: FixedWidthInteger & BitwiseCopyable>(_ type: Value.Type, at position: Int) -> Value {
    Value(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: type))
  }

  func checksum(at position: Int) -> Checksum { Checksum(canonicalAt: bytes.baseAddress! + position) }

  /// Copies `count` bytes from `position` on; traps outside the file.
  func copy(_ count: Int, at position: Int, into target: UnsafeMutablePointer<UInt8>) {
    UnsafeMutableRawPointer(target).copyMemory(
      from: UnsafeRawBufferPointer(rebasing: bytes[position..<position + count]).baseAddress!, byteCount: count)
  }

  func error(at position: Int?, _ problem: String, hint: String) -> DataError {
    DataError(file: name, position: position, problem: problem, hint: hint)
  }
}
