/// The tiles that prune and pack.
public struct PruningTiles {
  /// Values, channel indices, kept, rows, row stride, factors, share.
  public typealias Rescale = (
    UnsafeMutablePointer<Float>, UnsafePointer<UInt16>, Int, Int, Int, UnsafePointer<Float>, Int
  ) -> Void

  /// Prunes and packs a run; returns a sum that is finite unless a value of the run is not.
  public let prune: (PruningRun) -> Float
  /// Computes the factors of a group of samples.
  public let computeFactors: (Rescaling) -> Void
  /// Multiplies rows by factors.
  public let rescale: Rescale
}
