import Foundation

/// A file format of images.
protocol ImageCodec: Sendable {
  /// Its name, for people.
  static var title: String { get }

  /// Whether a file that starts with `bytes` is of this format.
  static func recognizes(_ bytes: [UInt8]) -> Bool

  /// Decodes the file `name` of content `bytes`; where that is cheaper, at a smaller size whose shorter side is still
  /// `shorterSide` or more. Throws a `DataError` for a damaged file.
  static func decode(_ bytes: [UInt8], name: String, shorterSide: Int) throws -> DecodedImage
}

enum ImageCodecs {
  /// The formats, each in a file of its own. A new one is added here.
  static let all: [any ImageCodec.Type] = [JPEGCodec.self, PNGCodec.self]

  /// More pixels than this are taken for a damaged header.
  static let largestPixelCount = 1 << 28

  /// Decodes the image file at `path`; its content tells the format, whatever it is called.
  static func decode(path: String, shorterSide: Int) throws -> DecodedImage {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw DataError(file: path, problem: "cannot be read", hint: "check that it is a file and may be read")
    }
    guard !data.isEmpty else {
      throw DataError(file: path, position: 0, problem: "is empty", hint: hint)
    }
    let bytes = [UInt8](data)
    guard let codec = all.first(where: { $0.recognizes(bytes) }) else {
      let titles = all.map { $0.title }.joined(separator: " or ")
      throw DataError(file: path, position: 0, problem: "is no image, expected \(titles)", hint: hint)
    }
    return try codec.decode(bytes, name: path, shorterSide: shorterSide)
  }

  /// Checks the size that a header gives.
  static func check(width: Int, height: Int, of name: String) throws {
    guard width > 0, height > 0, width <= largestPixelCount / height else {
      throw DataError(
        file: name, position: 0, problem: "the header gives \(width)x\(height) pixels, expected 1 to 2^28", hint: hint)
    }
  }

  static let hint = "replace it, or leave such files out with --skip-broken"
}
