import RegisterTiles

/// See `momentumTile`.
public func momentumAVX2(
  value: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>, momentum: UnsafeMutablePointer<Float>,
  count: Int, rate: Float, factor: Float, decay: Float, scale: Float, nesterov: Bool
) {
  momentumTile(
    SIMD8<Float>.self, value: value, gradient: gradient, momentum: momentum, count: count, rate: rate,
    factor: factor, decay: decay, scale: scale, nesterov: nesterov)
}
