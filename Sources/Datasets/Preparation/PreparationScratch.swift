/// What one thread needs to prepare images, allocated once.
final class PreparationScratch {
  /// One stored image.
  let pixels: UnsafeMutablePointer<UInt8>
  /// One row of it, between two stored ones.
  let row: UnsafeMutablePointer<Float>
  let rows: BilinearAxis
  let columns: BilinearAxis

  init(for preparation: Preparation) {
    pixels = .allocate(capacity: preparation.stored.count)
    row = .allocate(capacity: preparation.stored.width * preparation.stored.channels)
    rows = BilinearAxis(longest: preparation.shape.height)
    columns = BilinearAxis(longest: preparation.shape.width)
  }

  deinit {
    pixels.deallocate()
    row.deallocate()
  }
}

/// For each output pixel along one axis, the two stored pixels it lies between and the weight of the second.
final class BilinearAxis {
  let places: UnsafeMutablePointer<(first: Int, second: Int, weight: Float)>

  init(longest length: Int) { places = .allocate(capacity: length) }

  deinit { places.deallocate() }

  /// Spreads `length` output pixels over `extent` stored ones from `start` on, of `limit` in all, pixel centres at .5.
  func place(_ start: Int, _ extent: Int, of limit: Int, over length: Int, isMirrored: Bool) {
    let scale = Float(extent) / Float(length)
    for index in 0..<length {
      let centre = min(max(Float(start) + (Float(index) + 0.5) * scale - 0.5, 0), Float(limit - 1))
      let first = Int(centre)
      places[isMirrored ? length - 1 - index : index] = (first, min(first + 1, limit - 1), centre - Float(first))
    }
  }
}
