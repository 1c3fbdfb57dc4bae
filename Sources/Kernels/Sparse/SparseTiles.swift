import RegisterTiles

#if arch(x86_64)
  import TilesAVX2
  import TilesAVX512
#endif
import TilesPortable

/// The register tiles that multiply with a packed gradient, for one instruction set and one `share`.
struct SparseTiles {
  /// A tile and the input channels that it takes.
  struct Variant<Job> {
    let width: Int
    let run: (Job) -> Void
  }

  /// Tiles of one kind, widest first; each width divides the one before.
  typealias Tiles<Job> = [Variant<Job>]

  /// Input gradient, sums in registers over all taps.
  let gather: Tiles<GatherJob>
  /// Input gradient, weights in the first-level cache; for patterns that few samples share, empty for others.
  let panel: Tiles<PanelJob>
  /// Weight gradient of patterns that samples share; empty for others.
  let outerProduct: Tiles<OuterProductJob>
  /// Weight gradient of patterns that no samples share; empty for others.
  let column: Tiles<ColumnJob>

  init(kernels: KernelSelection, share: Int) {
    switch kernels {
    #if arch(x86_64)
      case .avx512: self = .avx512(share)
      case .avx2: self = .avx2(share)
    #endif
    default: self = .portable(share)
    }
  }

  private init(
    _ gather: [(Int, (GatherJob) -> Void)], _ panel: [(Int, (PanelJob) -> Void)],
    _ outerProduct: [(Int, (OuterProductJob) -> Void)], _ column: [(Int, (ColumnJob) -> Void)] = []
  ) {
    self.gather = gather.map { Variant(width: $0.0, run: $0.1) }
    self.panel = panel.map { Variant(width: $0.0, run: $0.1) }
    self.outerProduct = outerProduct.map { Variant(width: $0.0, run: $0.1) }
    self.column = column.map { Variant(width: $0.0, run: $0.1) }
  }

  #if arch(x86_64)
    private static func avx512(_ share: Int) -> SparseTiles {
      switch share {
      case 8:
        SparseTiles(
          [(32, TilesAVX512.gather8x2), (16, TilesAVX512.gather8x1)],
          [],
          [(32, TilesAVX512.outerProduct8x2), (16, TilesAVX512.outerProduct8x1)])
      case 4:
        SparseTiles(
          [(64, TilesAVX512.gather4x4), (32, TilesAVX512.gather4x2), (16, TilesAVX512.gather4x1)],
          [],
          [
            (64, TilesAVX512.outerProduct4x4), (32, TilesAVX512.outerProduct4x2),
            (16, TilesAVX512.outerProduct4x1),
          ])
      case 2:
        SparseTiles(
          [(64, TilesAVX512.gather2x4), (32, TilesAVX512.gather2x2), (16, TilesAVX512.gather2x1)],
          [(64, TilesAVX512.panel2x4), (32, TilesAVX512.panel2x2), (16, TilesAVX512.panel2x1)],
          [
            (64, TilesAVX512.outerProduct2x4), (32, TilesAVX512.outerProduct2x2),
            (16, TilesAVX512.outerProduct2x1),
          ])
      default:
        SparseTiles(
          [(64, TilesAVX512.gather1x4), (32, TilesAVX512.gather1x2), (16, TilesAVX512.gather1x1)],
          [
            (128, TilesAVX512.panel1x8), (64, TilesAVX512.panel1x4), (32, TilesAVX512.panel1x2),
            (16, TilesAVX512.panel1x1),
          ],
          [],
          [
            (128, TilesAVX512.column1x8), (64, TilesAVX512.column1x4), (32, TilesAVX512.column1x2),
            (16, TilesAVX512.column1x1),
          ])
      }
    }

    private static func avx2(_ share: Int) -> SparseTiles {
      switch share {
      case 8:
        SparseTiles(
          [(8, TilesAVX2.gather8x1)],
          [],
          [(8, TilesAVX2.outerProduct8x1)])
      case 4:
        SparseTiles(
          [(16, TilesAVX2.gather4x2), (8, TilesAVX2.gather4x1)],
          [],
          [(16, TilesAVX2.outerProduct4x2), (8, TilesAVX2.outerProduct4x1)])
      case 2:
        SparseTiles(
          [(32, TilesAVX2.gather2x4), (16, TilesAVX2.gather2x2), (8, TilesAVX2.gather2x1)],
          [(32, TilesAVX2.panel2x4), (16, TilesAVX2.panel2x2), (8, TilesAVX2.panel2x1)],
          [(32, TilesAVX2.outerProduct2x4), (16, TilesAVX2.outerProduct2x2), (8, TilesAVX2.outerProduct2x1)])
      default:
        SparseTiles(
          [(32, TilesAVX2.gather1x4), (16, TilesAVX2.gather1x2), (8, TilesAVX2.gather1x1)],
          [
            (64, TilesAVX2.panel1x8), (32, TilesAVX2.panel1x4), (16, TilesAVX2.panel1x2),
            (8, TilesAVX2.panel1x1),
          ],
          [],
          [(64, TilesAVX2.column1x8), (32, TilesAVX2.column1x4), (16, TilesAVX2.column1x2), (8, TilesAVX2.column1x1)])
      }
    }
  #endif

  private static func portable(_ share: Int) -> SparseTiles {
    switch share {
    case 8:
      SparseTiles(
        [(4, TilesPortable.gather8x1)],
        [],
        [(4, TilesPortable.outerProduct8x1)])
    case 4:
      SparseTiles(
        [(8, TilesPortable.gather4x2), (4, TilesPortable.gather4x1)],
        [],
        [(8, TilesPortable.outerProduct4x2), (4, TilesPortable.outerProduct4x1)])
    case 2:
      SparseTiles(
        [(16, TilesPortable.gather2x4), (8, TilesPortable.gather2x2), (4, TilesPortable.gather2x1)],
        [(16, TilesPortable.panel2x4), (8, TilesPortable.panel2x2), (4, TilesPortable.panel2x1)],
        [
          (16, TilesPortable.outerProduct2x4), (8, TilesPortable.outerProduct2x2),
          (4, TilesPortable.outerProduct2x1),
        ])
    default:
      SparseTiles(
        [(16, TilesPortable.gather1x4), (8, TilesPortable.gather1x2), (4, TilesPortable.gather1x1)],
        [
          (32, TilesPortable.panel1x8), (16, TilesPortable.panel1x4), (8, TilesPortable.panel1x2),
          (4, TilesPortable.panel1x1),
        ],
        [],
        [
          (32, TilesPortable.column1x8), (16, TilesPortable.column1x4), (8, TilesPortable.column1x2),
          (4, TilesPortable.column1x1),
        ])
    }
  }
}
