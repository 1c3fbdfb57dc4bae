/// Which samples a rank takes in a step.
///
/// The order is a function of (seed, epoch) alone. A step takes the next `globalBatch` samples of it, whatever the
/// number of ranks; each rank takes an equal part, and the first ranks one more where it does not divide. The last step
/// of an epoch takes what is left, so every sample is taken once an epoch, and a rank may get none there.
///
/// Unshuffled it splits an evaluation over the ranks, each sample counted once.
public struct BatchSampler: Sendable {
  public let sampleCount: Int
  public let globalBatch: Int
  public let rank: Int
  public let ranks: Int
  public let seed: UInt64
  public let shuffles: Bool

  public init(sampleCount: Int, globalBatch: Int, rank: Int = 0, ranks: Int = 1, seed: UInt64 = 0, shuffles: Bool) {
    precondition(sampleCount > 0 && globalBatch > 0, "There are samples, and a batch takes some.")
    precondition(rank >= 0 && rank < ranks, "Ranks count from 0.")
    self.sampleCount = sampleCount
    self.globalBatch = globalBatch
    self.rank = rank
    self.ranks = ranks
    self.seed = seed
    self.shuffles = shuffles
  }

  public var stepsPerEpoch: Int { (sampleCount + globalBatch - 1) / globalBatch }

  /// The largest number of samples that this rank gets in a step.
  public var largestBatch: Int { count(step: 0) }

  /// Samples that this rank gets in step `step`, the same in every epoch.
  public func count(step: Int) -> Int { positions(step: step).count }

  /// Samples of all ranks together in step `step`, the same in every epoch.
  public func globalCount(step: Int) -> Int {
    precondition(step >= 0 && step < stepsPerEpoch, "The step lies outside the epoch.")
    return min(globalBatch, sampleCount - step * globalBatch)
  }

  /// This rank's samples in step `step` of epoch `epoch`, both from 0.
  public func indices(epoch: Int, step: Int) -> [Int] {
    let order = order(epoch: epoch)
    return positions(step: step).map { sample(at: $0, in: order) }
  }

  /// The places in the order that this rank takes in step `step`.
  func positions(step: Int) -> Range<Int> {
    let total = globalCount(step: step)
    let (share, remainder) = total.quotientAndRemainder(dividingBy: ranks)
    let start = step * globalBatch + rank * share + min(rank, remainder)
    return start..<start + share + (rank < remainder ? 1 : 0)
  }

  func order(epoch: Int) -> SampleOrder { SampleOrder(count: sampleCount, seed: seed, epoch: epoch) }

  func sample(at position: Int, in order: SampleOrder) -> Int { shuffles ? order[position] : position }
}
