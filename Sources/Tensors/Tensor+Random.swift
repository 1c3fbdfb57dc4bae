import RegisterTiles

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension Tensor {
  /// Overwrites the elements with numbers uniform in [-bound, bound), a function of `seed` alone.
  public func fillUniform(bound: Float, seed: UInt64) {
    for index in 0..<count { pointer[index] = Float(Self.fraction(seed, UInt64(index)) * 2 - 1) * bound }
  }

  /// Overwrites the elements with normally distributed numbers of mean 0, a function of `seed` alone (Box and Muller,
  /// 1958).
  public func fillNormal(standardDeviation: Float, seed: UInt64) {
    for index in stride(from: 0, to: count, by: 2) {
      let radius = (-2 * log(1 - Self.fraction(seed, UInt64(index)))).squareRoot()
      let angle = 2 * Double.pi * Self.fraction(seed, UInt64(index) + 1)
      pointer[index] = Float(radius * cos(angle)) * standardDeviation
      if index + 1 < count { pointer[index + 1] = Float(radius * sin(angle)) * standardDeviation }
    }
  }

  /// Number `index` of the SplitMix64 sequence that starts at `seed`, as a fraction in [0, 1).
  private static func fraction(_ seed: UInt64, _ index: UInt64) -> Double {
    Double(splitMix(seed &+ index &* 0x9E37_79B9_7F4A_7C15) >> 11) * 0x1p-53
  }
}
