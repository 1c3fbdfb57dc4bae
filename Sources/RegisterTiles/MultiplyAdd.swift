/// How a tile multiplies and adds: with one instruction where the processor has it, with two elsewhere.
public protocol MultiplyAdd {
  /// a * b + c
  static func multiplyAdd<V: SIMD>(_ a: V, _ b: V, _ c: V) -> V where V.Scalar == Float
}

/// One rounding. Without the instruction this becomes a call for each element.
public enum FusedMultiplyAdd: MultiplyAdd {
  @inlinable @inline(__always)
  public static func multiplyAdd<V: SIMD>(_ a: V, _ b: V, _ c: V) -> V where V.Scalar == Float {
    c.addingProduct(a, b)
  }
}

/// Two roundings; right for every processor.
public enum SeparateMultiplyAdd: MultiplyAdd {
  @inlinable @inline(__always)
  public static func multiplyAdd<V: SIMD>(_ a: V, _ b: V, _ c: V) -> V where V.Scalar == Float { c + a * b }
}
