import RegisterTiles

/// See `squaredNormTile`.
public func squaredNormPortable(_ values: UnsafePointer<Float>, count: Int) -> Double {
  squaredNormTile(SIMD4<Float>.self, values, count: count)
}
