/// The tiles that multiply with a packed gradient whose patterns are shared by one number of samples.
public struct SparseTiles {
  /// A tile and the input channels that it takes.
  public struct Variant<Job> {
    public let width: Int
    public let run: (Job) -> Void
  }

  /// Nil where factors are in single precision.
  public internal(set) var rounding: RoundingTiles?

  /// Factors to 32 bits.
  public var factorsPerWord: Int { rounding == nil ? 1 : 2 }

  // Tiles of one kind, widest first.

  /// Input gradient.
  public internal(set) var gather: [Variant<GatherJob>] = []
  /// Weight gradient of patterns that samples share; empty for others.
  public internal(set) var outerProduct: [Variant<OuterProductJob>] = []
  /// Weight gradient of patterns that no samples share; empty for others.
  public internal(set) var column: [Variant<ColumnJob>] = []

  /// Bytes of weights that input gradient tiles take for many pixels before they go on to others; nil if all.
  ///
  /// With few multiply-adds to a loaded weight, weights have to come from the first-level cache.
  public internal(set) var passBytes: Int?
  /// Bytes of a panel that weight gradient tiles of shared patterns add to for many pixels before they go on to other
  /// output channels; nil if all.
  public internal(set) var panelBytes: Int?

  /// Time of a multiply-add of the input gradient relative to the dense kernel's.
  public internal(set) var inputGradientCost: Double
  /// The same of the weight gradient.
  public internal(set) var weightGradientCost: Double
  /// Time of transposing an entry relative to the dense multiply-add of a vector of 16; 0 where nothing is transposed.
  public internal(set) var transpositionCost = 0.0
}
