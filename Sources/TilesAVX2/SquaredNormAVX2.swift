import RegisterTiles

/// See `squaredNormTile`.
public func squaredNormAVX2(_ values: UnsafePointer<Float>, count: Int) -> Double {
  squaredNormTile(SIMD8<Float>.self, values, count: count)
}
