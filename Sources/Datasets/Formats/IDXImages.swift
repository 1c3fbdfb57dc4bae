/// Grey images and their labels from a pair of IDX files, the format of MNIST.
///
/// Images: 0x00000803, count, rows, columns (four bytes each, the highest first), then a byte a pixel. Labels:
/// 0x00000801, count, then a byte a label. http://yann.lecun.com/exdb/mnist
struct IDXImages: ImageSource {
  static let classes = 10
  private static let imageMagic = 0x803
  private static let labelMagic = 0x801
  private static let largestSide = 4096

  let count: Int
  let height: Int
  let width: Int
  let channels = 1
  private let images: FileContents
  private let labels: FileContents

  init(images: FileContents, labels: FileContents) throws {
    (count, height, width) = try Self.checkedImages(images)
    try Self.checkLabels(labels, count: count, imageFile: images.name)
    self.images = images
    self.labels = labels
  }

  func label(_ index: Int) -> Int { Int(labels[8 + index]) }

  func copyPixels(_ index: Int, into pixels: UnsafeMutablePointer<UInt8>) {
    images.copy(pixelCount, at: 16 + index * pixelCount, into: pixels)
  }

  private static func checkedImages(_ file: FileContents) throws -> (count: Int, height: Int, width: Int) {
    try checkMagic(file, imageMagic, headerBytes: 16, kind: "images")
    let (count, height, width) = (file.bigEndian32(at: 4), file.bigEndian32(at: 8), file.bigEndian32(at: 12))
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

  private static func checkLabels(_ file: FileContents, count: Int, imageFile: String) throws {
    try checkMagic(file, labelMagic, headerBytes: 8, kind: "labels")
    let found = file.bigEndian32(at: 4)
    guard found == count else {
      throw file.error(
        at: 4, "the header announces \(found) labels, expected \(count) as in \(imageFile)",
        hint: "use the two files of one data set")
    }
    try checkSize(file, header: 8, payload: count, of: "\(count) labels")
    for index in 0..<count where file[8 + index] >= classes {
      throw file.error(
        at: 8 + index, "label \(file[8 + index]) of image \(index), expected 0 to \(classes - 1)",
        hint: "correct the label or leave the image out")
    }
  }

  private static func checkMagic(_ file: FileContents, _ magic: Int, headerBytes: Int, kind: String) throws {
    guard file.count < 2 || file[0] != 0x1f || file[1] != 0x8b else {
      throw file.error(at: 0, "is compressed by gzip, expected IDX \(kind)", hint: "unpack it with gunzip")
    }
    guard file.count >= headerBytes else {
      throw file.error(
        at: file.count, "ends inside the header, expected at least \(headerBytes) bytes",
        hint: "download or write the file again")
    }
    let found = file.bigEndian32(at: 0)
    guard found == magic else {
      throw file.error(
        at: 0, "magic number \(hexadecimal(found)), expected \(hexadecimal(magic)) of IDX \(kind)",
        hint: found == imageMagic || found == labelMagic
          ? "the files of images and labels are exchanged" : "put an IDX file of bytes there")
    }
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
