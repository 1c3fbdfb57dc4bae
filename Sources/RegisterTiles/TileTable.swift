/// All that is compiled for one instruction set: filled in one place, `makeTileTable` of a tile module.
///
/// Its methods are not inlined into the tile modules, so that arrays and dictionaries are compiled for any processor.
public final class TileTable {
  /// Value, gradient, momentum, count, factors, Nesterov's variant: changes value and momentum in place.
  public typealias Momentum = (
    UnsafeMutablePointer<Float>, UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int, MomentumFactors,
    Bool
  ) -> Void
  /// Value, gradient, first and second moment, count: changes value and moments in place.
  public typealias Adam = (
    UnsafeMutablePointer<Float>, UnsafePointer<Float>, UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>, Int,
    AdamFactors
  ) -> Void

  /// Floats of a vector.
  public let lanes: Int
  public let codecs: any CodecTiles.Type

  /// Nil where the scalar definition prunes.
  public private(set) var pruning: PruningTiles?

  /// Nil where the definition convolves.
  public private(set) var winograd: WinogradTiles?

  /// A tile of dense weight gradients, and the input channels that it takes.
  public typealias PanelProduct = SparseTiles.Variant<PanelProductJob>

  /// The tiles of dense weight gradients, widest first; none where the library is faster.
  public private(set) var panelProducts: [PanelProduct] = []

  public let momentum: Momentum
  public let adam: Adam
  /// The sum of squares of so many elements.
  public let squaredNorm: (UnsafePointer<Float>, Int) -> Double

  public let batchStatistics: (BatchStatisticsPass) -> Void
  public let normalization: (NormalizationPass) -> Void
  public let gradientSums: (GradientSumsPass) -> Void
  public let normalizationGradient: (NormalizationGradientPass) -> Void
  public let columnSums: (ColumnSumsPass) -> Void
  public let flat: (FlatPass) -> Void
  public let pooling: (PoolingPass) -> Void
  public let poolingGradient: (PoolingGradientPass) -> Void

  /// Sparse products of single precision.
  public let sparse: SparseTable

  public init(
    lanes: Int, codecs: any CodecTiles.Type, momentum: @escaping Momentum, adam: @escaping Adam,
    squaredNorm: @escaping (UnsafePointer<Float>, Int) -> Double,
    elementwise batchStatistics: @escaping (BatchStatisticsPass) -> Void,
    _ normalization: @escaping (NormalizationPass) -> Void, _ gradientSums: @escaping (GradientSumsPass) -> Void,
    _ normalizationGradient: @escaping (NormalizationGradientPass) -> Void,
    _ columnSums: @escaping (ColumnSumsPass) -> Void, _ flat: @escaping (FlatPass) -> Void,
    _ pooling: @escaping (PoolingPass) -> Void, _ poolingGradient: @escaping (PoolingGradientPass) -> Void
  ) {
    self.lanes = lanes
    sparse = SparseTable(lanes: lanes)
    self.codecs = codecs
    self.momentum = momentum
    self.adam = adam
    self.squaredNorm = squaredNorm
    self.batchStatistics = batchStatistics
    self.normalization = normalization
    self.gradientSums = gradientSums
    self.normalizationGradient = normalizationGradient
    self.columnSums = columnSums
    self.flat = flat
    self.pooling = pooling
    self.poolingGradient = poolingGradient
  }

  public func setPruning(
    prune: @escaping (PruningRun) -> Float, computeFactors: @escaping (Rescaling) -> Void,
    rescale: @escaping PruningTiles.Rescale
  ) {
    pruning = PruningTiles(prune: prune, computeFactors: computeFactors, rescale: rescale)
  }

  /// Adds a tile, narrower than those before it.
  public func addPanelProduct(vectors: Int, _ run: @escaping (PanelProductJob) -> Void) {
    panelProducts.append(PanelProduct(width: vectors * lanes, run: run))
  }

  public func setWinograd(_ tiles: WinogradTiles) { winograd = tiles }
}
