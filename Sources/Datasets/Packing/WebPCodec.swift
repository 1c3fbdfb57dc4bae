import LibWebP

/// WebP by libwebp. Transparent parts show white; of moving images nothing is taken.
enum WebPCodec: ImageCodec {
  static let title = "WebP"
  static let endings = ["webp"]

  static func recognizes(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: Array("RIFF".utf8)) && bytes.dropFirst(8).starts(with: Array("WEBP".utf8))
  }

  static func decode(
    _ bytes: [UInt8], name: String, shorterSide: Int, admit: Admission
  ) throws -> DecodedImage {
    var features = WebPBitstreamFeatures()
    guard WebPGetFeatures(bytes, bytes.count, &features) == VP8_STATUS_OK else { throw damage(bytes, name) }
    guard features.has_animation == 0 else {
      throw DataError(file: name, problem: "is a WebP file of moving images", hint: ImageDecoder.hint)
    }
    let (width, height) = (Int(features.width), Int(features.height))
    let channels = features.has_alpha != 0 ? 4 : 3
    // The pixels, four bytes of each inside the decoder, and those on white.
    try admit(width, height, channels == 4 ? 11 : 7)
    let count = width * height * channels
    var pixels = [UInt8](repeating: 0, count: count)
    let decode = channels == 4 ? WebPDecodeRGBAInto : WebPDecodeRGBInto
    guard decode(bytes, bytes.count, &pixels, count, Int32(width * channels)) != nil else {
      throw damage(bytes, name)
    }
    return channels == 4
      ? DecodedImage(width: width, height: height, onWhite: pixels)
      : DecodedImage(width: width, height: height, pixels: pixels)
  }

  /// The decoder tells no position; a file shorter than its header says has been cut off.
  private static func damage(_ bytes: [UInt8], _ name: String) -> DataError {
    let size = bytes.count < 12 ? 12 : 8 + (4..<8).reversed().reduce(0) { $0 << 8 | Int(bytes[$1]) }
    return DataError(
      file: name, position: bytes.count < size ? bytes.count : nil, problem: "is a damaged WebP file",
      hint: ImageDecoder.hint)
  }
}
