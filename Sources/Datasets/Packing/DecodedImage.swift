/// An image read from a file: red, green and blue, a byte each, rows from the top.
struct DecodedImage {
  let width: Int
  let height: Int
  let pixels: [UInt8]
}

extension DecodedImage {
  /// The image on white of these pixels of red, green, blue and opacity, mixed as the values stand in the file.
  init(width: Int, height: Int, onWhite pixels: [UInt8]) {
    var result: [UInt8] = []
    result.reserveCapacity(pixels.count / 4 * 3)
    for pixel in stride(from: 0, to: pixels.count, by: 4) {
      let opacity = Int(pixels[pixel + 3])
      for channel in 0..<3 {
        result.append(UInt8((Int(pixels[pixel + channel]) * opacity + 255 * (255 - opacity)) / 255))
      }
    }
    self.init(width: width, height: height, pixels: result)
  }
}
