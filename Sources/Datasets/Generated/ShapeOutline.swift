/// The ten classes of the generated images, as outlines about the origin that reach about 1024 far.
///
/// Whole numbers only, so that every machine draws the same pixels.
enum ShapeOutline: Int, CaseIterable {
  case disc, ring, square, triangle, star, plus, tee, crescent, bowTie, halfDisc

  var name: String { self == .bowTie ? "bow tie" : self == .halfDisc ? "half disc" : "\(self)" }

  /// The normals of a pentagon's sides, times 1024.
  private static let pentagon = [(0, 1024), (974, 316), (602, -828), (-602, -828), (-974, 316)]

  /// Whether the point (`x`, `y`), y downwards, lies inside. Coordinates below 2^20.
  func contains(_ x: Int, _ y: Int) -> Bool {
    switch self {
    case .disc: x * x + y * y <= 850 * 850
    case .ring: x * x + y * y <= 920 * 920 && x * x + y * y >= 540 * 540
    case .square: max(abs(x), abs(y)) <= 760
    case .triangle: y <= 512 && 887 * abs(x) - 512 * y <= 512 * 1024
    case .star:
      // A line through two tips of the star passes the centre at cos 72 degrees; a tip lies outside one of the five.
      Self.pentagon.count { $0.0 * x + $0.1 * y <= 316 * 1024 } >= 4
    case .plus: min(abs(x), abs(y)) <= 290 && max(abs(x), abs(y)) <= 940
    case .tee: (abs(x) <= 860 && y >= -860 && y <= -330) || (abs(x) <= 270 && y >= -860 && y <= 900)
    case .crescent: x * x + y * y <= 940 * 940 && (x - 420) * (x - 420) + y * y > 760 * 760
    case .bowTie: abs(y) <= abs(x) + 60 && abs(x) <= 880
    case .halfDisc: y >= -330 && x * x + (y + 330) * (y + 330) <= 960 * 960
    }
  }
}

/// A thin bar, which clutters the images and belongs to no class.
func strokeContains(_ x: Int, _ y: Int) -> Bool { abs(x) <= 1024 && abs(y) <= 110 }
