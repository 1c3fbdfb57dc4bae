/// The tiles of sparse products for one instruction set and one precision of the factors.
///
/// Its methods are not inlined into the tile modules, so that arrays and dictionaries are compiled for any processor.
public final class SparseTable {
  private let lanes: Int
  private var tiles: [Int: SparseTiles]

  /// Of single precision. Costs as measured on ResNets' layers with AVX-512; with AVX2 they are up to a sixth less.
  public init(lanes: Int) {
    self.lanes = lanes
    tiles = [
      1: SparseTiles(passBytes: 32 << 10, inputGradientCost: 1.45, weightGradientCost: 1.4, transpositionCost: 12),
      2: SparseTiles(passBytes: 32 << 10, inputGradientCost: 1.2, weightGradientCost: 1.3),
      4: SparseTiles(inputGradientCost: 1.1, weightGradientCost: 1.1),
      8: SparseTiles(inputGradientCost: 1.1, weightGradientCost: 1.1),
    ]
  }

  /// Of factors that `rounding` rounds to bf16. Costs, relative to dense products of single precision as the others, as
  /// measured on ResNet-18's layers on a Zen 4.
  public init(lanes: Int, rounding: RoundingTiles) {
    self.lanes = lanes
    tiles = [
      1: SparseTiles(
        rounding: rounding, passBytes: 32 << 10, inputGradientCost: 0.87, weightGradientCost: .infinity),
      2: SparseTiles(rounding: rounding, passBytes: 32 << 10, inputGradientCost: 0.67, weightGradientCost: 1.25),
      4: SparseTiles(rounding: rounding, inputGradientCost: 0.67, weightGradientCost: 1),
      8: SparseTiles(rounding: rounding, inputGradientCost: 0.62, weightGradientCost: 0.58),
    ]
  }

  /// The tiles for patterns that `share` samples share: 1, 2, 4 or 8.
  public func tiles(share: Int) -> SparseTiles { tiles[share]! }

  /// Limits the weights that input gradient tiles of a share take at once.
  public func limitPasses(samples: Int, bytes: Int) { tiles[samples]!.passBytes = bytes }

  /// Limits the panels that weight gradient tiles of a share add to at once.
  public func limitPanels(samples: Int, bytes: Int) { tiles[samples]!.panelBytes = bytes }

  /// Adds a tile, narrower than those of its kind and share before it.
  public func addGather(samples: Int, vectors: Int, _ run: @escaping (GatherJob) -> Void) {
    tiles[samples]!.gather.append(SparseTiles.Variant(width: vectors * lanes, run: run))
  }

  /// Adds a tile, narrower than those of its kind and share before it.
  public func addOuterProduct(samples: Int, vectors: Int, _ run: @escaping (OuterProductJob) -> Void) {
    tiles[samples]!.outerProduct.append(SparseTiles.Variant(width: vectors * lanes, run: run))
  }

  /// Adds a tile, narrower than those of its kind before it.
  public func addColumn(vectors: Int, _ run: @escaping (ColumnJob) -> Void) {
    tiles[1]!.column.append(SparseTiles.Variant(width: vectors * lanes, run: run))
  }
}
