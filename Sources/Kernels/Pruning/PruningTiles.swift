import RegisterTiles

#if arch(x86_64)
  import TilesAVX2
  import TilesAVX512
#endif
import TilesPortable

/// The tiles that prune and pack, for one instruction set.
struct PruningTiles {
  /// Prunes and packs a run; returns a sum that is finite unless a value of the run is not.
  let prune: (PruningRun) -> Float
  /// Computes the factors of a group of samples.
  let factors: (Rescaling) -> Void
  /// Multiplies rows by factors: values, numbers, kept, rows, rowStride, factors, share.
  let rescale:
    (
      UnsafeMutablePointer<Float>, UnsafePointer<UInt16>, Int, Int, Int, UnsafePointer<Float>, Int
    ) -> Void

  /// `kernels` is no `reference`, which has no tiles.
  init(kernels: KernelSelection) {
    switch kernels {
    #if arch(x86_64)
      case .avx512: (prune, factors, rescale) = (TilesAVX512.prune, TilesAVX512.factors, TilesAVX512.rescale)
      case .avx2: (prune, factors, rescale) = (TilesAVX2.prune, TilesAVX2.factors, TilesAVX2.rescale)
    #endif
    default: (prune, factors, rescale) = (TilesPortable.prune, TilesPortable.factors, TilesPortable.rescale)
    }
  }
}
