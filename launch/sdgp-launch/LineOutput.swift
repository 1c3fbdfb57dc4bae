import Foundation

/// Writing to streams and logs, whole; a reader of the launcher's output that has gone away must not end the job.
enum LineOutput {
  static func write(_ bytes: [UInt8], to descriptor: Int32) {
    bytes.withUnsafeBytes { buffer in
      var rest = buffer[...]
      while !rest.isEmpty {
        let count = Foundation.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if count < 0, errno == EINTR { continue }
        if count <= 0 { return }
        rest = rest.dropFirst(count)
      }
    }
  }

  static func write(line: String, to descriptor: Int32) { write(Array((line + "\n").utf8), to: descriptor) }
}
