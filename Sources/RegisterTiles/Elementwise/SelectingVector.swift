/// A vector that chooses lane by lane.
///
/// Comparisons of a generic `SIMD` become a loop over the lanes; those of a concrete vector become one instruction.
/// Hence this requirement, which each concrete vector fulfils for itself.
public protocol SelectingVector: SIMD where Scalar == Float {
  /// This vector with the lanes of `other` where `left` is greater than `right`. A NaN is greater than nothing.
  func replacing(with other: Self, whereGreater left: Self, than right: Self) -> Self
}

extension SIMD4<Float>: SelectingVector {
  @inlinable @inline(__always)
  public func replacing(with other: Self, whereGreater left: Self, than right: Self) -> Self {
    replacing(with: other, where: left .> right)
  }
}

extension SIMD8<Float>: SelectingVector {
  @inlinable @inline(__always)
  public func replacing(with other: Self, whereGreater left: Self, than right: Self) -> Self {
    replacing(with: other, where: left .> right)
  }
}

extension SIMD16<Float>: SelectingVector {
  @inlinable @inline(__always)
  public func replacing(with other: Self, whereGreater left: Self, than right: Self) -> Self {
    replacing(with: other, where: left .> right)
  }
}

extension SelectingVector {
  /// max(x, 0) in every lane; a NaN stays a NaN.
  @inlinable @inline(__always)
  var rectified: Self { replacing(with: Self(), whereGreater: Self(), than: self) }

  /// This vector where `value` is positive, 0 elsewhere.
  @inlinable @inline(__always)
  func keeping(wherePositive value: Self) -> Self {
    Self().replacing(with: self, whereGreater: value, than: Self())
  }

  /// The first `lanes` elements at `pointer`, zeros behind them.
  @inlinable @inline(__always)
  static func load(_ pointer: UnsafePointer<Float>, lanes: Int) -> Self {
    if lanes == scalarCount { return UnsafeRawPointer(pointer).loadUnaligned(as: Self.self) }
    var vector = Self()
    for lane in 0..<lanes { vector[lane] = pointer[lane] }
    return vector
  }

  /// Writes the first `lanes` elements to `pointer`.
  @inlinable @inline(__always)
  func store(to pointer: UnsafeMutablePointer<Float>, lanes: Int) {
    if lanes == Self.scalarCount {
      UnsafeMutableRawPointer(pointer).storeBytes(of: self, as: Self.self)
    } else {
      for lane in 0..<lanes { pointer[lane] = self[lane] }
    }
  }
}
