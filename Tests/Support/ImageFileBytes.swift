import LibPNG
import LibWebP
import TurboJPEG

/// A colour image whose channels rise to the right, downwards and along the diagonal.
public func gradient(width: Int, height: Int) -> [UInt8] {
  var pixels: [UInt8] = []
  for row in 0..<height {
    for column in 0..<width {
      let (across, down) = (255 * column / max(width - 1, 1), 255 * row / max(height - 1, 1))
      pixels += [UInt8(across), UInt8(down), UInt8((across + down) / 2)]
    }
  }
  return pixels
}

/// A JPEG file of red, green and blue pixels, or of cyan, magenta, yellow and black where there are four channels.
public func jpegFile(_ pixels: [UInt8], width: Int, height: Int) -> [UInt8] {
  let encoder = tjInitCompress()
  defer { tjDestroy(encoder) }
  let isPrint = pixels.count == width * height * 4
  var bytes: UnsafeMutablePointer<UInt8>?
  var count: UInt = 0
  let status = tjCompress2(
    encoder, pixels, Int32(width), 0, Int32(height), Int32((isPrint ? TJPF_CMYK : TJPF_RGB).rawValue), &bytes, &count,
    Int32(TJSAMP_444.rawValue), 95, 0)
  precondition(status == 0)
  defer { tjFree(bytes) }
  return Array(UnsafeBufferPointer(start: bytes, count: Int(count)))
}

/// A PNG file of pixels in libpng's format `format`.
public func pngFile(_ pixels: [UInt8], width: Int, height: Int, format: Int = Int(PNG_FORMAT_RGB)) -> [UInt8] {
  var image = png_image()
  image.version = png_uint_32(PNG_IMAGE_VERSION)
  image.width = png_uint_32(width)
  image.height = png_uint_32(height)
  image.format = png_uint_32(format)
  var count = 1 << 20
  var bytes = [UInt8](repeating: 0, count: count)
  precondition(png_image_write_to_memory(&image, &bytes, &count, 0, pixels, 0, nil) != 0)
  return Array(bytes[..<count])
}

/// A colour PNG file of 16 bits a value, all of them `value` twice, that does not say how bright they are.
public func deepPNGFile(of value: UInt8, width: Int, height: Int) -> [UInt8] {
  let pixels = [UInt8](repeating: value, count: width * height * 6)
  let file = pngFile(
    pixels, width: width, height: height, format: Int(PNG_FORMAT_FLAG_COLOR | PNG_FORMAT_FLAG_LINEAR))
  var (kept, rest) = (Array(file[..<8]), file[8...])
  while rest.count >= 12 {
    // Length, name, content and checksum.
    let chunk = rest.prefix(12 + rest.prefix(4).reduce(0) { $0 << 8 | Int($1) })
    let name = String(decoding: chunk.dropFirst(4).prefix(4), as: UTF8.self)
    if ["IHDR", "IDAT", "IEND"].contains(name) { kept += chunk }
    rest = rest.dropFirst(chunk.count)
  }
  return kept
}

/// A WebP file of red, green and blue pixels, with opacity where there are four channels.
public func webPFile(_ pixels: [UInt8], width: Int, height: Int, isLossless: Bool = true) -> [UInt8] {
  let hasOpacity = pixels.count == width * height * 4
  var bytes: UnsafeMutablePointer<UInt8>?
  let (width, height, stride) = (Int32(width), Int32(height), Int32(width * (hasOpacity ? 4 : 3)))
  let count =
    switch (isLossless, hasOpacity) {
    case (true, true): WebPEncodeLosslessRGBA(pixels, width, height, stride, &bytes)
    case (true, false): WebPEncodeLosslessRGB(pixels, width, height, stride, &bytes)
    case (false, true): WebPEncodeRGBA(pixels, width, height, stride, 90, &bytes)
    case (false, false): WebPEncodeRGB(pixels, width, height, stride, 90, &bytes)
    }
  precondition(count > 0)
  defer { WebPFree(bytes) }
  return Array(UnsafeBufferPointer(start: bytes, count: count))
}
