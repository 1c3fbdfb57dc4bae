import Files

/// Images of a packed file, read as they are used. `PackedHeader` describes the format.
struct PackedImages: ImageSource {
  let header: PackedHeader
  let classNames: [String]
  let file: FileContents
  /// The class of each image, read when the file is opened.
  private let labels: [UInt32]

  var count: Int { header.count }
  var height: Int { header.height }
  var width: Int { header.width }
  var channels: Int { header.channels }

  /// Checks all but the images, each of which is checked when it is read.
  init(_ file: FileContents) throws {
    self.file = file
    header = try PackedHeader(of: file)
    let checksum = Checksum.Builder()
    labels = try Self.labels(of: file, header, adding: checksum)
    let names = try file.bytes(header.namesStart..<file.count)
    names.withUnsafeBytes { checksum.add($0) }
    guard checksum.checksum == header.indexChecksum else {
      throw file.error(
        at: header.indexStart, "the index does not agree with its checksum", hint: PackedHeader.hint)
    }
    classNames = try Self.classNames(names, of: file, header)
    if let image = labels.firstIndex(where: { [header] in $0 >= header.classes }) {
      throw file.error(
        at: entry(image) + 16, "class \(labels[image]) of image \(image), expected 0 to \(header.classes - 1)",
        hint: PackedHeader.hint)
    }
  }

  func label(_ index: Int) -> Int { Int(labels[index]) }

  func copyPixels(_ index: Int, into pixels: UnsafeMutablePointer<UInt8>) throws {
    let start = PackedHeader.pixelStart + index * header.pixelCount
    let buffer = UnsafeMutableRawBufferPointer(start: pixels, count: header.pixelCount)
    try file.read(into: buffer, at: start)
    let expected = try withUnsafeTemporaryAllocation(byteCount: 16, alignment: 8) { bytes in
      try file.read(into: bytes, at: entry(index))
      return Checksum(canonicalAt: bytes.baseAddress!)
    }
    guard Checksum(of: UnsafeRawBufferPointer(buffer)) == expected else {
      throw file.error(at: start, "image \(index) does not agree with its checksum", hint: PackedHeader.hint)
    }
  }

  private func entry(_ index: Int) -> Int {
    precondition(index >= 0 && index < header.count, "The image exists.")
    return header.indexStart + index * PackedHeader.indexEntryBytes
  }

  /// The classes of the index, which is read part by part and added to `checksum`.
  private static func labels(
    of file: FileContents, _ header: PackedHeader, adding checksum: Checksum.Builder
  ) throws -> [UInt32] {
    let entries = 1 << 15
    var labels: [UInt32] = []
    labels.reserveCapacity(header.count)
    for first in stride(from: 0, to: header.count, by: entries) {
      let end = min(first + entries, header.count)
      let bytes = try file.bytes(
        header.indexStart + first * PackedHeader.indexEntryBytes..<header.indexStart
          + end * PackedHeader.indexEntryBytes)
      bytes.withUnsafeBytes { checksum.add($0) }
      for entry in 0..<end - first {
        labels.append(bytes.littleEndian(UInt32.self, at: entry * PackedHeader.indexEntryBytes + 16))
      }
    }
    return labels
  }

  private static func classNames(_ bytes: [UInt8], of file: FileContents, _ header: PackedHeader) throws -> [String] {
    let names = bytes.split(separator: 0, omittingEmptySubsequences: false).dropLast()
    guard names.count == header.classes else {
      throw file.error(
        at: header.namesStart, "\(names.count) class names, expected \(header.classes)", hint: PackedHeader.hint)
    }
    return try names.map { name in
      guard let text = String(validating: name, as: UTF8.self) else {
        throw file.error(at: header.namesStart, "a class name is not UTF-8", hint: PackedHeader.hint)
      }
      return text
    }
  }
}
