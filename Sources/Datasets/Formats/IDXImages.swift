/// Grey images and their labels from a pair of IDX files, the format of MNIST.
///
/// Images: 0x00000803, count, rows, columns (four bytes each, the highest first), then a byte a pixel. Labels:
/// 0x00000801, count, then a byte a label. http://yann.lecun.com/exdb/mnist
struct IDXImages: ImageSource {
  private static let imageMagic = 0x803
  private static let labelMagic = 0x801
  private static let largestSide = 4096

  let count: Int
  let height: Int
  let width: Int
  let channels = 1
  private let images: FileContents
  /// The class of each image, read when the files are opened.
  private let labels: [UInt8]

  /// - Parameter classes: above all labels; nil takes them as they are.
  init(images: FileContents, labels: FileContents, classes: Int? = nil) throws {
    (count, height, width) = try Self.checkedImages(images)
    self.labels = try Self.checkedLabels(labels, count: count, imageFile: images.name, classes: classes ?? 256)
    self.images = images
  }

  func label(_ index: Int) -> Int { Int(labels[index]) }

  func copyPixels(_ index: Int, into pixels: UnsafeMutablePointer<UInt8>) throws {
    try images.read(
      into: UnsafeMutableRawBufferPointer(start: pixels, count: pixelCount), at: 16 + index * pixelCount)
  }

  /// The classes, from 0 to the largest label. A label far from all others is a damaged one.
  /// - Parameter file: that of the labels.
  func classCount(in file: FileContents) throws -> Int {
    let largest = Int(labels.max() ?? 0)
    let present = Set(labels).count
    guard 2 * present > largest else {
      let index = labels.firstIndex { Int($0) == largest } ?? 0
      throw file.error(
        at: 8 + index,
        "label \(largest) of image \(index), but only \(present) of the classes 0 to \(largest) have images",
        hint: "correct the label, or number the classes without gaps")
    }
    return largest + 1
  }

  private static func checkedImages(_ file: FileContents) throws -> (count: Int, height: Int, width: Int) {
    let header = try checkedHeader(of: file, imageMagic, bytes: 16, kind: "images")
    let (count, height, width) = (header.bigEndian32(at: 4), header.bigEndian32(at: 8), header.bigEndian32(at: 12))
    guard count > 0 else {
      throw file.error(at: 4, "the header announces no images, expected one or more", hint: "use a file with images")
    }
    for (side, position) in [(height, 8), (width, 12)] where !(1...largestSide).contains(side) {
      throw file.error(
        at: position, "the header gives images of \(height)x\(width), expected sides of 1 to \(largestSide)",
        hint: "download or write the file again")
    }
    try checkSize(file, header: 16, payload: count * height * width, of: "\(count) images of \(height)x\(width)")
    return (count, height, width)
  }

  private static func checkedLabels(_ file: FileContents, count: Int, imageFile: String, classes: Int) throws -> [UInt8]
  {
    let found = try checkedHeader(of: file, labelMagic, bytes: 8, kind: "labels").bigEndian32(at: 4)
    guard found == count else {
      throw file.error(
        at: 4, "the header announces \(found) labels, expected \(count) as in \(imageFile)",
        hint: "use the two files of one data set")
    }
    try checkSize(file, header: 8, payload: count, of: "\(count) labels")
    let labels = try file.bytes(8..<8 + count)
    if let index = labels.firstIndex(where: { $0 >= classes }) {
      throw file.error(
        at: 8 + index, "label \(labels[index]) of image \(index), expected 0 to \(classes - 1)",
        hint: "correct the label or leave the image out")
    }
    return labels
  }

  private static func checkedHeader(
    of file: FileContents, _ magic: Int, bytes: Int, kind: String
  ) throws -> [UInt8] {
    let header = try file.bytes(0..<min(bytes, file.count))
    guard !header.starts(with: [0x1f, 0x8b]) else {
      throw file.error(at: 0, "is compressed by gzip, expected IDX \(kind)", hint: "unpack it with gunzip")
    }
    guard header.count == bytes else {
      throw file.error(
        at: file.count, "ends inside the header, expected at least \(bytes) bytes",
        hint: "download or write the file again")
    }
    let found = header.bigEndian32(at: 0)
    guard found == magic else {
      throw file.error(
        at: 0, "magic number \(hexadecimal(found)), expected \(hexadecimal(magic)) of IDX \(kind)",
        hint: found == imageMagic || found == labelMagic
          ? "the files of images and labels are exchanged" : "put an IDX file of bytes there")
    }
    return header
  }

  private static func checkSize(_ file: FileContents, header: Int, payload: Int, of content: String) throws {
    let expected = header + payload
    guard file.count == expected else {
      throw file.error(
        at: min(file.count, expected),
        file.count < expected
          ? "ends too early: \(file.count) bytes, expected \(expected) for \(content)"
          : "goes on too long: \(file.count) bytes, expected \(expected) for \(content)",
        hint: "download or write the file again")
    }
  }

  private static func hexadecimal(_ value: Int) -> String {
    let digits = String(value, radix: 16)
    return "0x" + String(repeating: "0", count: max(0, 8 - digits.count)) + digits
  }
}
