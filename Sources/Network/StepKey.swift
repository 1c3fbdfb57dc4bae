/// Names a training step, so that layers can derive random choices from it.
public struct StepKey: Sendable {
  public var seed: UInt64
  public var step: Int
  public var rank: Int
  /// Whether gradients are pruned in this step.
  public var prunes: Bool

  public init(seed: UInt64, step: Int, rank: Int, prunes: Bool = true) {
    self.seed = seed
    self.step = step
    self.rank = rank
    self.prunes = prunes
  }
}
