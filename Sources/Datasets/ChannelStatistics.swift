/// Mean and standard deviation of each channel, of pixels from 0 to 1.
///
/// The sums are whole numbers, so every rank and machine finds the same values.
struct ChannelStatistics: Sendable {
  private var sums: [UInt64]
  private var squares: [UInt64]
  private var pixels = 0

  var channels: Int { sums.count }

  init(channels: Int) {
    sums = Array(repeating: 0, count: channels)
    squares = sums
  }

  /// Over at most `limit` images of `source`, evenly spaced.
  init(of source: some ImageSource, limit: Int = 10_000) throws {
    self.init(channels: source.channels)
    let images = min(source.count, limit)
    for image in 0..<images { add(try source.pixels(image * source.count / images)) }
  }

  /// Takes in an image, channels last.
  mutating func add(_ image: [UInt8]) {
    let channels = channels
    image.withUnsafeBufferPointer { image in
      for channel in 0..<channels {
        var (sum, square): (UInt64, UInt64) = (0, 0)
        var index = channel
        while index < image.count {
          let value = UInt64(image[index])
          sum += value
          square += value * value
          index += channels
        }
        sums[channel] += sum
        squares[channel] += square
      }
    }
    pixels += image.count / channels
  }

  /// Takes in the images that `other` has seen.
  mutating func add(_ other: ChannelStatistics) {
    for channel in 0..<channels {
      sums[channel] += other.sums[channel]
      squares[channel] += other.squares[channel]
    }
    pixels += other.pixels
  }

  var mean: [Float] { sums.map { Float(Double($0) / (Double(pixels) * 255)) } }

  /// At least one grey level, so that images of one colour can be normalized too.
  var standardDeviation: [Float] {
    zip(sums, squares).map { sum, square in
      let mean = Double(sum) / Double(pixels)
      let variance = Double(square) / Double(pixels) - mean * mean
      return Float(max(variance, 1).squareRoot() / 255)
    }
  }
}
