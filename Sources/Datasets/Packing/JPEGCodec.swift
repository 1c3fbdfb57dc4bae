import TurboJPEG

/// JPEG by libjpeg-turbo.
enum JPEGCodec: ImageCodec {
  static let title = "JPEG"
  static let endings = ["jpg", "jpeg", "jpe", "jfif"]

  static func recognizes(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0xff, 0xd8, 0xff]) }

  /// A warning counts as an error: the decoder fills what is missing from a damaged file with grey. The scan limit
  /// stops files made to keep a decoder busy.
  private static let flags = Int32(TJFLAG_STOPONWARNING | TJFLAG_LIMITSCANS)

  static func decode(
    _ bytes: [UInt8], name: String, shorterSide: Int, admit: Admission
  ) throws -> DecodedImage {
    guard let decoder = tjInitDecompress() else {
      throw DataError(file: name, problem: "no memory to decode it", hint: "use a machine with more memory")
    }
    defer { tjDestroy(decoder) }
    var (width, height, subsampling, colours): (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
    guard
      tjDecompressHeader3(decoder, bytes, UInt(bytes.count), &width, &height, &subsampling, &colours) == 0
    else { throw failure(decoder, bytes, name) }
    guard width > 0 else {
      throw DataError(
        file: name, position: bytes.count, problem: "is a damaged JPEG file (it ends before the image)",
        hint: ImageDecoder.hint)
    }
    let isPrint = colours == Int32(TJCS_CMYK.rawValue) || colours == Int32(TJCS_YCCK.rawValue)
    // The pixels, two bytes for each value of a progressive file, and red, green and blue of a printer's pixels.
    try admit(Int(width), Int(height), isPrint ? 15 : 9)
    (width, height) = scaled(width, height, shorterSide: Int32(clamping: shorterSide))
    let format = isPrint ? TJPF_CMYK : TJPF_RGB
    let channels = isPrint ? 4 : 3
    var pixels = [UInt8](repeating: 0, count: Int(width) * Int(height) * channels)
    guard
      tjDecompress2(
        decoder, bytes, UInt(bytes.count), &pixels, width, 0, height, Int32(format.rawValue), flags) == 0
    else { throw failure(decoder, bytes, name) }
    return DecodedImage(
      width: Int(width), height: Int(height), pixels: isPrint ? colours3(ofPrint: pixels) : pixels)
  }

  /// The smallest size that the decoder can produce in place of the full one with a shorter side of `shorterSide`.
  private static func scaled(_ width: Int32, _ height: Int32, shorterSide: Int32) -> (Int32, Int32) {
    var count: Int32 = 0
    let factors = UnsafeBufferPointer(start: tjGetScalingFactors(&count), count: Int(count))
    var best = (width, height)
    for factor in factors where factor.num < factor.denom {
      let size = (
        (width * factor.num + factor.denom - 1) / factor.denom,
        (height * factor.num + factor.denom - 1) / factor.denom
      )
      if min(size.0, size.1) >= shorterSide && size.0 < best.0 { best = size }
    }
    return best
  }

  /// Red, green and blue of cyan, magenta, yellow and black, which such files hold inverted.
  private static func colours3(ofPrint pixels: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(pixels.count / 4 * 3)
    for pixel in stride(from: 0, to: pixels.count, by: 4) {
      let black = Int(pixels[pixel + 3])
      for channel in 0..<3 { result.append(UInt8(Int(pixels[pixel + channel]) * black / 255)) }
    }
    return result
  }

  private static func failure(_ decoder: tjhandle, _ bytes: [UInt8], _ name: String) -> DataError {
    let reason = String(cString: tjGetErrorStr2(decoder))
    // The decoder tells no position; a file without its closing marker has been cut off.
    let position = bytes.suffix(2).elementsEqual([0xff, 0xd9]) ? nil : bytes.count
    return DataError(
      file: name, position: position, problem: "is a damaged JPEG file (\(reason))", hint: ImageDecoder.hint)
  }
}
