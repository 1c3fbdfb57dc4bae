import Kernels
import RegisterTiles
import Tensors
import TilesPortable

#if arch(x86_64)
  import TilesAVX2
  import TilesAVX512
#endif

extension KernelSelection {
  /// The codecs' loops for these kernels, of which `auto` is to be resolved first (see `ComputeContext`).
  public var codecTiles: any CodecTiles.Type {
    switch self {
    #if arch(x86_64)
      case .avx512: CodecTilesAVX512.self
      case .avx2: CodecTilesAVX2.self
    #endif
    case .reference: ReferenceCodecTiles.self
    default: CodecTilesPortable.self
    }
  }
}
