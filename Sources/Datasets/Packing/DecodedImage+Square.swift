extension DecodedImage {
  /// The middle square, resized to a side of `size`: the shorter side becomes `size`, what the longer one has beyond is
  /// cut off at both ends.
  ///
  /// A triangle filter as wide as the reduction, rows and columns apart, as image libraries call bilinear with
  /// antialiasing.
  func square(_ size: Int) -> [UInt8] {
    let scale = Float(min(width, height)) / Float(size)
    let columns = (0..<size).map { FilterTaps(index: $0, of: size, scale: scale, length: width) }
    let rows = (0..<size).map { FilterTaps(index: $0, of: size, scale: scale, length: height) }
    let firstRow = rows.first!.start
    let usedRows = rows.last!.start + rows.last!.weights.count - firstRow

    var narrow = [Float](repeating: 0, count: usedRows * size * 3)
    for row in 0..<usedRows {
      for (column, taps) in columns.enumerated() {
        var sum = SIMD3<Float>.zero
        var source = ((firstRow + row) * width + taps.start) * 3
        for weight in taps.weights {
          sum += weight * SIMD3(Float(pixels[source]), Float(pixels[source + 1]), Float(pixels[source + 2]))
          source += 3
        }
        for channel in 0..<3 { narrow[(row * size + column) * 3 + channel] = sum[channel] }
      }
    }

    var result = [UInt8](repeating: 0, count: size * size * 3)
    var sums = [Float](repeating: 0, count: size * 3)
    for (row, taps) in rows.enumerated() {
      for place in sums.indices { sums[place] = 0.5 }
      for (tap, weight) in taps.weights.enumerated() {
        let source = (taps.start - firstRow + tap) * size * 3
        for place in sums.indices { sums[place] += weight * narrow[source + place] }
      }
      for place in sums.indices { result[row * size * 3 + place] = UInt8(min(max(sums[place], 0), 255)) }
    }
    return result
  }
}

/// The stored pixels along one axis that make one pixel of the result.
private struct FilterTaps {
  var start: Int
  var weights: [Float]

  /// Pixel `index` of `size`, each `scale` of the `length` stored ones apart, centred on them.
  init(index: Int, of size: Int, scale: Float, length: Int) {
    let centre = (Float(index) + 0.5 - Float(size) / 2) * scale + Float(length) / 2
    let reach = max(scale, 1)
    start = max(0, Int((centre - reach).rounded(.down)))
    let end = min(length, Int((centre + reach).rounded(.up)))
    weights = (start..<end).map { max(0, 1 - abs(Float($0) + 0.5 - centre) / reach) }
    let total = weights.reduce(0, +)
    for tap in weights.indices { weights[tap] /= total }
  }
}
