/// A square image, channels last, on which shapes are drawn. Lengths are in sixteenths of a pixel.
struct ShapeCanvas {
  typealias Colour = SIMD3<Int32>
  static let unit = 16

  let size: Int
  private let pixels: UnsafeMutablePointer<UInt8>

  init(_ pixels: UnsafeMutablePointer<UInt8>, size: Int) {
    self.pixels = pixels
    self.size = size
  }

  /// Covers the canvas with `colours`, a square grid of them, shading from each to its neighbours.
  func fill(shading colours: [Colour]) {
    let cells = (1...colours.count).first { $0 * $0 == colours.count }! - 1
    for row in 0..<size {
      let (top, down) = (row * cells * 256 / size).quotientAndRemainder(dividingBy: 256)
      for column in 0..<size {
        let (left, right) = (column * cells * 256 / size).quotientAndRemainder(dividingBy: 256)
        let corner = top * (cells + 1) + left
        let above = Self.mix(colours[corner], colours[corner + 1], right)
        let below = Self.mix(colours[corner + cells + 1], colours[corner + cells + 2], right)
        self[row, column] = Self.mix(above, below, down)
      }
    }
  }

  /// Paints what `contains` holds, a figure of reach 1024 turned by `rotation` and scaled to `radius` about (`x`, `y`).
  /// A pixel takes as many quarters of the colour as it has quarters inside.
  func paint(
    _ colour: Colour, x: Int, y: Int, radius: Int, rotation: Rotation, where contains: (Int, Int) -> Bool
  ) {
    // Rotated and scaled by one multiplication: 16384 of the rotation and 1024 of the figure over the radius.
    let (cosine, sine) = (rotation.cosine * 1024 / radius, rotation.sine * 1024 / radius)
    let reach = radius * 3 / 2
    for row in rows(around: y, reach) {
      for column in rows(around: x, reach) {
        var covered = 0
        for quarter in 0..<4 {
          let across = column * Self.unit + 4 + (quarter & 1) * 8 - x
          let down = row * Self.unit + 4 + (quarter >> 1) * 8 - y
          if contains((cosine * across + sine * down) >> 14, (cosine * down - sine * across) >> 14) { covered += 64 }
        }
        if covered > 0 { self[row, column] = Self.mix(self[row, column], colour, covered) }
      }
    }
  }

  /// Adds to every value the sum of four even draws that reach `amplitude` together: a bell of deviation 0.29 of it.
  func addNoise(_ amplitude: Int, random: inout RandomStream) {
    for place in 0..<size * size * 3 {
      let bits = random.next()
      var sum = -2 * 0xffff
      for draw: UInt64 in 0..<4 { sum += Int(bits >> (16 * draw) & 0xffff) }
      pixels[place] = UInt8(min(max(Int(pixels[place]) + ((sum * amplitude) >> 17), 0), 255))
    }
  }

  private func rows(around centre: Int, _ reach: Int) -> Range<Int> {
    let first = min(max((centre - reach) / Self.unit - 1, 0), size)
    return first..<max(first, min((centre + reach) / Self.unit + 2, size))
  }

  private subscript(row: Int, column: Int) -> Colour {
    get {
      let pixel = pixels + (row * size + column) * 3
      return Colour(Int32(pixel[0]), Int32(pixel[1]), Int32(pixel[2]))
    }
    nonmutating set {
      let pixel = pixels + (row * size + column) * 3
      for channel in 0..<3 { pixel[channel] = UInt8(newValue[channel]) }
    }
  }

  /// `share` 256ths of `second`, the rest of `first`.
  private static func mix(_ first: Colour, _ second: Colour, _ share: Int) -> Colour {
    (first &* Int32(256 - share) &+ second &* Int32(share)) &>> 8
  }
}
