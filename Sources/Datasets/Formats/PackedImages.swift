import Files

/// Images of a packed file, read from the mapped file as they are used. `PackedHeader` describes the format.
struct PackedImages: ImageSource {
  let header: PackedHeader
  let classNames: [String]
  let file: FileContents

  var count: Int { header.count }
  var height: Int { header.height }
  var width: Int { header.width }
  var channels: Int { header.channels }

  /// Checks all but the images, each of which is checked when it is read.
  init(_ file: FileContents) throws {
    self.file = file
    header = try PackedHeader(of: file)
    let index = UnsafeRawBufferPointer(rebasing: file.bytes[header.indexStart...])
    guard Checksum(of: index) == header.indexChecksum else {
      throw file.error(
        at: header.indexStart, "the index does not agree with its checksum", hint: PackedHeader.hint)
    }
    let names = file.bytes[header.namesStart...].split(separator: 0, omittingEmptySubsequences: false).dropLast()
    guard names.count == header.classes else {
      throw file.error(
        at: header.namesStart, "\(names.count) class names, expected \(header.classes)", hint: PackedHeader.hint)
    }
    classNames = names.map { String(decoding: $0, as: UTF8.self) }
    for image in 0..<header.count where label(image) >= header.classes {
      throw file.error(
        at: entry(image) + 16, "class \(label(image)) of image \(image), expected 0 to \(header.classes - 1)",
        hint: PackedHeader.hint)
    }
  }

  func label(_ index: Int) -> Int { Int(file.littleEndian(UInt32.self, at: entry(index) + 16)) }

  func copyPixels(_ index: Int, into pixels: UnsafeMutablePointer<UInt8>) throws {
    let start = PackedHeader.pixelStart + index * header.pixelCount
    file.copy(header.pixelCount, at: start, into: pixels)
    let checksum = Checksum(of: UnsafeRawBufferPointer(start: pixels, count: header.pixelCount))
    guard checksum == file.checksum(at: entry(index)) else {
      throw file.error(at: start, "image \(index) does not agree with its checksum", hint: PackedHeader.hint)
    }
  }

  private func entry(_ index: Int) -> Int {
    precondition(index >= 0 && index < header.count, "The image exists.")
    return header.indexStart + index * PackedHeader.indexEntryBytes
  }
}
