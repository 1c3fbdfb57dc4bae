import Files
import Zlib

/// Reads a file that gzip compressed, in one piece or in several one after the other, as `cat` and `bgzip` join them.
enum GzipFile {
  /// What it may hold: the largest part of EMNIST takes 550 MB.
  private static let largest = 1 << 30
  private static let chunk = 1 << 20

  /// The content of the file at `path`, in memory. Throws a `DataError`.
  static func contents(path: String) throws -> FileContents {
    let packed = try FileContents(path: path)
    var stream = z_stream()
    // 15 bits of window; 16 more stand for gzip's header and checksum.
    guard inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      throw packed.error(at: nil, "no memory to unpack it", hint: "use a machine with more memory")
    }
    defer { inflateEnd(&stream) }
    var (content, buffer) = ([UInt8](), [UInt8](repeating: 0, count: chunk))
    var (position, status) = (0, Z_OK)
    while status != Z_STREAM_END {
      guard position < packed.count else { throw damaged(packed, at: position) }
      var input = try packed.bytes(position..<min(position + chunk, packed.count))
      position += input.count
      try input.withUnsafeMutableBufferPointer { input in
        (stream.next_in, stream.avail_in) = (input.baseAddress, UInt32(input.count))
        repeat {
          status = inflate(&stream, into: &buffer)
          guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else {
            throw damaged(packed, at: position - Int(stream.avail_in))
          }
          content += buffer[..<(chunk - Int(stream.avail_out))]
          guard content.count <= largest else {
            throw packed.error(at: nil, "holds more than \(largest) bytes", hint: "unpack it with gunzip")
          }
          if status == Z_STREAM_END, try isMember(packed, at: position - Int(stream.avail_in)) {
            status = inflateReset(&stream)
          }
        } while status == Z_OK && (stream.avail_in > 0 || stream.avail_out == 0)
      }
    }
    return FileContents(name: path, bytes: content)
  }

  /// Whether a further piece begins at `position`. What else follows a piece is passed over, as gzip does.
  private static func isMember(_ file: FileContents, at position: Int) throws -> Bool {
    try file.bytes(position..<min(position + 2, file.count)) == [0x1f, 0x8b]
  }

  private static func inflate(_ stream: inout z_stream, into buffer: inout [UInt8]) -> Int32 {
    buffer.withUnsafeMutableBufferPointer { buffer in
      (stream.next_out, stream.avail_out) = (buffer.baseAddress, UInt32(buffer.count))
      return Zlib.inflate(&stream, Z_NO_FLUSH)
    }
  }

  private static func damaged(_ file: FileContents, at position: Int) -> DataError {
    file.error(at: position, "is no whole gzip file", hint: "download it again")
  }
}
