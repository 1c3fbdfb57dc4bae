import RegisterTiles

/// See `squaredNormTile`.
public func squaredNormAVX512(_ values: UnsafePointer<Float>, count: Int) -> Double {
  squaredNormTile(SIMD16<Float>.self, values, count: count)
}
