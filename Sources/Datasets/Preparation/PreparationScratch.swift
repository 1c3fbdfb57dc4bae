/// What one thread needs to prepare images, allocated once.
final class PreparationScratch {
  /// One stored image.
  let pixels: UnsafeMutablePointer<UInt8>
  let rows: BilinearAxis
  let columns: BilinearAxis

  init(for preparation: Preparation) {
    pixels = .allocate(capacity: preparation.stored.count)
    rows = BilinearAxis(length: preparation.shape.height)
    columns = BilinearAxis(length: preparation.shape.width)
  }

  deinit { pixels.deallocate() }
}

/// For each output pixel along one axis, the two stored pixels it lies between and the weight of the second.
final class BilinearAxis {
  private(set) var places: [(first: Int, second: Int, weight: Float)]

  init(length: Int) { places = Array(repeating: (0, 0, 0), count: length) }

  /// Spreads the output over `extent` stored pixels from `start` on, of `limit` in all, pixel centres at .5.
  func place(_ start: Int, _ extent: Int, of limit: Int, isMirrored: Bool) {
    let scale = Float(extent) / Float(places.count)
    for index in places.indices {
      let centre = min(max(Float(start) + (Float(index) + 0.5) * scale - 0.5, 0), Float(limit - 1))
      let first = Int(centre)
      places[isMirrored ? places.count - 1 - index : index] = (
        first, min(first + 1, limit - 1), centre - Float(first)
      )
    }
  }
}
