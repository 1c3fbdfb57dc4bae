import Files

/// A file format of images.
protocol ImageCodec: Sendable {
  /// Told the size that a header gives, and the most bytes a pixel that decoding takes. May throw.
  typealias Admission = (_ width: Int, _ height: Int, _ bytesPerPixel: Int) throws -> Void

  /// Its name, for people.
  static var title: String { get }
  /// What the names of its files end in, in small letters.
  static var endings: [String] { get }

  /// Whether a file that starts with `bytes` is of this format.
  static func recognizes(_ bytes: [UInt8]) -> Bool

  /// Decodes the file `name` of content `bytes`; where that is cheaper, at a smaller size whose shorter side is still
  /// `shorterSide` or more. Calls `admit` before memory is taken for it. Throws a `DataError` for a damaged file, and
  /// what `admit` throws.
  static func decode(
    _ bytes: [UInt8], name: String, shorterSide: Int, admit: Admission
  ) throws -> DecodedImage
}

/// Decodes image files of several threads at once within limits, since a small file can announce a huge image.
struct ImageDecoder: Sendable {
  /// The formats, each in a file of its own. A new one is added here.
  static let codecs: [any ImageCodec.Type] = [JPEGCodec.self, PNGCodec.self, WebPCodec.self]
  /// The side of the square that an image becomes.
  let size: Int
  /// Images of more pixels are refused.
  let largestPixels: Int
  private let memory = MemoryBudget(bytes: 1 << 29)

  /// Decodes the image file at `path`, whose content tells its format, and returns its middle square, and whether it had
  /// to be enlarged for it. Throws a `DataError`.
  func square(path: String) throws -> (pixels: [UInt8], isEnlarged: Bool) {
    let file = try FileContents(path: path)
    guard file.count <= 8 * largestPixels + 1 << 20 else {
      throw file.error(
        at: 8 * largestPixels, "has \(file.count) bytes, more than an image of \(largestPixels) pixels takes",
        hint: Self.sizeHint)
    }
    let share = memory.take(file.count)
    defer { memory.give(share) }
    let bytes = try file.bytes(0..<file.count)
    guard let codec = Self.codecs.first(where: { $0.recognizes(bytes) }) else {
      throw file.error(at: 0, "is no image, expected \(Self.titles)", hint: Self.hint)
    }
    let image = try codec.decode(bytes, name: path, shorterSide: size) { width, height, bytesPerPixel in
      guard width > 0, height > 0, width <= largestPixels / height else {
        throw file.error(
          at: 0, "the header gives \(width)x\(height) pixels, expected 1 to \(largestPixels)", hint: Self.sizeHint)
      }
      // What the decoder takes, the rows between the two directions of the filter, and the square.
      memory.grow(share, by: width * height * bytesPerPixel + min(width, height) * size * 12 + size * size * 3)
    }
    return (image.square(size), min(image.width, image.height) < size)
  }

  /// `JPEG, PNG or WebP`.
  private static var titles: String {
    codecs.dropLast().map { $0.title }.joined(separator: ", ") + " or " + codecs[codecs.count - 1].title
  }
  static var endings: [String] { codecs.flatMap { $0.endings } }
  /// Endings of images that cannot be read: such a file is no stray one.
  private static let otherEndings = ["bmp", "gif", "heic", "pgm", "ppm", "tif", "tiff"]

  /// Whether a file is an image by its name. Names without an ending are.
  static func isImage(named name: String) -> Bool {
    guard let dot = name.lastIndex(of: ".") else { return true }
    return (endings + otherEndings).contains(name[name.index(after: dot)...].lowercased())
  }

  static let hint = "replace it, or leave such files out with --skip-broken"
  private static let sizeHint = "raise --largest-pixels if it is as it should be, or leave it out with --skip-broken"
}
