import LibPNG

/// PNG by libpng. Transparent parts show white.
enum PNGCodec: ImageCodec {
  static let title = "PNG"
  static let endings = ["png"]

  static func recognizes(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  }

  static func decode(
    _ bytes: [UInt8], name: String, shorterSide: Int, admit: (_ width: Int, _ height: Int) throws -> Void
  ) throws -> DecodedImage {
    var image = png_image()
    image.version = png_uint_32(PNG_IMAGE_VERSION)
    defer { png_image_free(&image) }
    // libpng keeps the address of the bytes until the image is finished.
    return try bytes.withUnsafeBytes { bytes in
      guard png_image_begin_read_from_memory(&image, bytes.baseAddress, bytes.count) != 0 else {
        throw failure(image, bytes, name)
      }
      let (width, height) = (Int(image.width), Int(image.height))
      try admit(width, height)
      image.format = png_uint_32(PNG_FORMAT_RGB)
      var white = png_color(red: 255, green: 255, blue: 255)
      var pixels = [UInt8](repeating: 0, count: width * height * 3)
      guard png_image_finish_read(&image, &white, &pixels, 0, nil) != 0 else {
        throw failure(image, bytes, name)
      }
      return DecodedImage(width: width, height: height, pixels: pixels)
    }
  }

  private static func failure(_ image: png_image, _ bytes: UnsafeRawBufferPointer, _ name: String) -> DataError {
    let reason = withUnsafeBytes(of: image.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    // The simplified interface tells no position; a file without its closing chunk has been cut off.
    let position = bytes.suffix(8).starts(with: Array("IEND".utf8)) ? nil : bytes.count
    return DataError(
      file: name, position: position, problem: "is a damaged PNG file (\(reason))", hint: ImageDecoder.hint)
  }
}
