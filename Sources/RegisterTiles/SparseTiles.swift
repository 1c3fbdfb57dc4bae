/// The tiles that multiply with a packed gradient whose patterns are shared by one number of samples.
public struct SparseTiles {
  /// A tile and the input channels that it takes.
  public struct Variant<Job> {
    public let width: Int
    public let run: (Job) -> Void
  }

  // Tiles of one kind, widest first; each width divides the one before.

  /// Input gradient, sums in registers over all taps.
  public internal(set) var gather: [Variant<GatherJob>] = []
  /// Input gradient, weights in the first-level cache; for patterns that few samples share, empty for others.
  public internal(set) var panel: [Variant<PanelJob>] = []
  /// Weight gradient of patterns that samples share; empty for others.
  public internal(set) var outerProduct: [Variant<OuterProductJob>] = []
  /// Weight gradient of patterns that no samples share; empty for others.
  public internal(set) var column: [Variant<ColumnJob>] = []

  /// Time of a multiply-add of the input gradient relative to the dense kernel's.
  public internal(set) var inputGradientCost: Double
  /// The same of the weight gradient.
  public internal(set) var weightGradientCost: Double
  /// Time of transposing an entry relative to the dense multiply-add of a vector of 16; 0 where nothing is transposed.
  public internal(set) var transpositionCost = 0.0
}
