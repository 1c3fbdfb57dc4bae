/// A turn by a 64th part of a circle, times `steps`, as a cosine and a sine times 16384.
struct Rotation {
  static let steps = 64

  let cosine: Int
  let sine: Int

  init(steps: Int) {
    cosine = Self.sine(steps + 16)
    sine = Self.sine(steps)
  }

  /// round(16384 sin(2 pi k / 64)) for the first quarter of the circle.
  private static let quarter = [
    0, 1606, 3196, 4756, 6270, 7723, 9102, 10394, 11585, 12665, 13623, 14449, 15137, 15679, 16069, 16305, 16384,
  ]

  private static func sine(_ step: Int) -> Int {
    let step = step & 63
    let place = step & 31
    let value = quarter[place <= 16 ? place : 32 - place]
    return step < 32 ? value : -value
  }
}
