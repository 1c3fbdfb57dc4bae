import LibWebP

/// WebP by libwebp. Transparent parts show white; of moving images nothing is taken.
enum WebPCodec: ImageCodec {
  static let title = "WebP"
  static let endings = ["webp"]

  static func recognizes(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: Array("RIFF".utf8)) && bytes.dropFirst(8).starts(with: Array("WEBP".utf8))
  }

  static func decode(
    _ bytes: [UInt8], name: String, shorterSide: Int, admit: (_ width: Int, _ height: Int) throws -> Void
  ) throws -> DecodedImage {
    var features = WebPBitstreamFeatures()
    guard WebPGetFeatures(bytes, bytes.count, &features) == VP8_STATUS_OK else { throw damage(bytes, name) }
    guard features.has_animation == 0 else {
      throw DataError(file: name, problem: "is a WebP file of moving images", hint: ImageDecoder.hint)
    }
    let (width, height) = (Int(features.width), Int(features.height))
    try admit(width, height)
    let channels = features.has_alpha != 0 ? 4 : 3
    let count = width * height * channels
    var pixels = [UInt8](repeating: 0, count: count)
    let decode = channels == 4 ? WebPDecodeRGBAInto : WebPDecodeRGBInto
    guard decode(bytes, bytes.count, &pixels, count, Int32(width * channels)) != nil else {
      throw damage(bytes, name)
    }
    return DecodedImage(width: width, height: height, pixels: channels == 4 ? onWhite(pixels) : pixels)
  }

  /// Red, green and blue of these and opacity.
  private static func onWhite(_ pixels: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(pixels.count / 4 * 3)
    for pixel in stride(from: 0, to: pixels.count, by: 4) {
      let opacity = Int(pixels[pixel + 3])
      for channel in 0..<3 {
        result.append(UInt8((Int(pixels[pixel + channel]) * opacity + 255 * (255 - opacity)) / 255))
      }
    }
    return result
  }

  /// The decoder tells no position; a file shorter than its header says has been cut off.
  private static func damage(_ bytes: [UInt8], _ name: String) -> DataError {
    let size = bytes.count < 12 ? 12 : 8 + (4..<8).reversed().reduce(0) { $0 << 8 | Int(bytes[$1]) }
    return DataError(
      file: name, position: bytes.count < size ? bytes.count : nil, problem: "is a damaged WebP file",
      hint: ImageDecoder.hint)
  }
}
