import Tensors

/// Prunes output gradients of one shape and packs what is kept.
public final class Pruner {
  public let shape: TensorShape
  public let pruning: Pruning
  /// The result of the last pruning. Its storage is shared by all pruners of a context: use it before the next prunes.
  public let packed: PackedGradient
  private let context: ComputeContext
  /// Nil where the scalar definition runs.
  private let tiled: TiledPruning?

  /// Reserves storage for gradients of `shape`.
  public init(shape: TensorShape, pruning: Pruning, context: ComputeContext) {
    self.shape = shape
    self.pruning = pruning
    self.context = context
    let packed = PackedGradient(shape: shape, pruning: pruning, workspace: context.packedWorkspace)
    self.packed = packed
    tiled = context.tiles.pruning.map { TiledPruning(packed, tiles: $0, context: context) }
  }

  /// Overwrites `packed` with what the rule keeps of `gradient`, and returns it.
  ///
  /// Throws `NonFiniteGradientError` where a value is infinite or no number. `key` decides the draws of `random` and
  /// `unbiased`. Measured as the phase `prune`.
  @discardableResult
  public func prune(_ gradient: Tensor, key: PruningKey) throws -> PackedGradient {
    precondition(gradient.shape == shape, "A pruner takes gradients of its shape.")
    try context.timer.measure(.prune) {
      if let tiled {
        try tiled.run(gradient, key: key)
      } else {
        try ReferencePruning(gradient, into: packed, key: key).run()
      }
    }
    return packed
  }
}
