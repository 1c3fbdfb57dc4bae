import RegisterTiles

extension Tensor {
  /// Overwrites the elements with numbers uniform in [-bound, bound), a function of `seed` alone.
  public func fillUniform(bound: Float, seed: UInt64) {
    RegisterTiles.fillUniform(pointer, count: count, bound: bound, seed: seed)
  }

  /// Overwrites the elements with normally distributed numbers of mean 0, a function of `seed` alone.
  public func fillNormal(standardDeviation: Float, seed: UInt64) {
    RegisterTiles.fillNormal(pointer, count: count, standardDeviation: standardDeviation, seed: seed)
  }
}
