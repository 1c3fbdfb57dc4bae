import RegisterTiles

/// See `adamTile`.
public func adamAVX2(
  value: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>, firstMoment: UnsafeMutablePointer<Float>,
  secondMoment: UnsafeMutablePointer<Float>, count: Int, shrink: Float, first: Float, second: Float, rate: Float,
  correction: Float, epsilon: Float
) {
  adamTile(
    SIMD8<Float>.self, value: value, gradient: gradient, firstMoment: firstMoment, secondMoment: secondMoment,
    count: count, shrink: shrink, first: first, second: second, rate: rate, correction: correction, epsilon: epsilon)
}
