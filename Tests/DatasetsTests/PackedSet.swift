import Files
import TestSupport

@testable import Datasets

/// Two packed files of seven images of 6x5 pixels.
struct PackedSet {
  static let names = ["cat", "dög", "x", "y", "z", "0", "1"]
  let source = NumberedImages(count: 7, height: 6, width: 5)

  /// Writes both files into `folder`.
  init(in folder: TemporaryFolder) throws {
    try PackedWriter.commit(
      training: writer(folder.path(PackedFolder.trainingFile)), test: writer(folder.path(PackedFolder.testFile)))
  }

  private func writer(_ path: String) throws -> PackedWriter {
    let writer = try PackedWriter(path: path, height: 6, width: 5, channels: 3, classNames: Self.names)
    for index in 0..<7 { try writer.append(PackedImage(pixels: source.pixels(index), channels: 3), label: index) }
    return writer
  }

  /// Makes the checksums of the header and of an index of seven images true again, so that what they stand for is itself
  /// put to the test.
  static func reseal(_ bytes: inout [UInt8]) {
    func put(_ checked: ArraySlice<UInt8>, at position: Int) {
      bytes.replaceSubrange(position..<position + 16, with: checked.withUnsafeBytes { Checksum(of: $0) }.bytes)
    }
    guard bytes.count >= 4096 else { return }
    let start = 4096 + 7 * 90
    if bytes.count > start { put(bytes[start...], at: 96) }
    put(bytes[..<4080], at: 4080)
  }
}
