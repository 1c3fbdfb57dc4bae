import COneDNN
import RegisterTiles
import TilesPortable

#if arch(x86_64)
  import TilesAVX2
  import TilesAVX512
  import TilesBFloat16
#endif

extension KernelSelection {
  /// The tiles of these kernels; nil where this processor lacks the instructions. The program's one choice between
  /// instruction sets. What a processor has is what oneDNN sees: its ONEDNN_MAX_CPU_ISA limits both.
  var tiles: TileTable? {
    switch self {
    case .auto: Self.widest.tiles
    #if arch(x86_64)
      case .avx512: onednn_has_avx512() ? TilesAVX512.makeTileTable() : nil
      case .avx2: onednn_has_avx2() ? TilesAVX2.makeTileTable() : nil
    #else
      case .avx512, .avx2: nil
    #endif
    case .portable: TilesPortable.makeTileTable()
    case .reference: makeReferenceTable()
    }
  }

  /// The sparse tiles of factors that are rounded to bf16; nil where these kernels or this processor have none.
  var bFloat16Tiles: SparseTable? {
    #if arch(x86_64)
      if self == .avx512, onednn_has_bf16() { return TilesBFloat16.makeSparseTable() }
    #endif
    return nil
  }

  /// The codecs' loops of these kernels, which the processor must have.
  public var codecTiles: any CodecTiles.Type { tiles!.codecs }

  /// The widest kernels of this processor: the first case that it has.
  static var widest: KernelSelection { allCases.first { $0 != .auto && $0.tiles != nil }! }
}
