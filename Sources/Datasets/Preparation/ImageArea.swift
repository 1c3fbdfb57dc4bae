/// A rectangle of an image, in pixels.
struct ImageArea: Equatable {
  var top: Int
  var left: Int
  var height: Int
  var width: Int

  /// Seven eighths of both sides (224 of 256, as ImageNet is commonly tested), moved as far as it stays inside.
  static func middle(ofHeight height: Int, width: Int, down: Int = 0, right: Int = 0) -> ImageArea {
    let (innerHeight, innerWidth) = (max(1, height * 7 / 8), max(1, width * 7 / 8))
    let (restHeight, restWidth) = (height - innerHeight, width - innerWidth)
    return ImageArea(
      top: min(max(restHeight / 2 - down, 0), restHeight), left: min(max(restWidth / 2 - right, 0), restWidth),
      height: innerHeight, width: innerWidth)
  }
}

extension RandomResizedCrop {
  /// Draws an area. Where ten draws do not fit into the image it is the whole of it.
  ///
  /// The ratio of the sides is drawn evenly from 1 to its limit and inverted half of the time: what drawing its
  /// logarithm does up to a percent, without a function that differs between machines.
  func area(ofHeight height: Int, width: Int, random: inout RandomStream) -> ImageArea {
    for _ in 0..<10 {
      let area = Float(height * width) * (smallestArea + (largestArea - smallestArea) * random.unit())
      let ratio = 1 + (aspectRatio - 1) * random.unit()
      let (long, short) = ((area * ratio).squareRoot(), (area / ratio).squareRoot())
      let isWide = random.coin()
      let areaHeight = max(1, Int((isWide ? short : long).rounded()))
      let areaWidth = max(1, Int((isWide ? long : short).rounded()))
      if areaHeight <= height && areaWidth <= width {
        return ImageArea(
          top: random.within(0...height - areaHeight), left: random.within(0...width - areaWidth),
          height: areaHeight, width: areaWidth)
      }
    }
    return ImageArea(top: 0, left: 0, height: height, width: width)
  }
}
