import LibPNG

/// PNG by libpng. Transparent parts show white.
enum PNGCodec: ImageCodec {
  static let title = "PNG"
  static let endings = ["png"]

  static func recognizes(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  }

  static func decode(
    _ bytes: [UInt8], name: String, shorterSide: Int, admit: Admission
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
      // Opacity is not left to libpng, which mixes light, and thus brighter than other programs.
      let channels = image.format & png_uint_32(PNG_FORMAT_FLAG_ALPHA) != 0 ? 4 : 3
      // The pixels, and those on white.
      try admit(width, height, channels == 4 ? 7 : 3)
      image.format = png_uint_32(PNG_FORMAT_FLAG_COLOR) | (channels == 4 ? png_uint_32(PNG_FORMAT_FLAG_ALPHA) : 0)
      // Values of 16 bits that say nothing else are as bright as those of 8, and not light itself.
      image.flags |= png_uint_32(PNG_IMAGE_FLAG_16BIT_sRGB)
      var pixels = [UInt8](repeating: 0, count: width * height * channels)
      guard png_image_finish_read(&image, nil, &pixels, 0, nil) != 0 else {
        throw failure(image, bytes, name)
      }
      return channels == 4
        ? DecodedImage(width: width, height: height, onWhite: pixels)
        : DecodedImage(width: width, height: height, pixels: pixels)
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
