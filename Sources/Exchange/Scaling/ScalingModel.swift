/// The time of a step on many ranks, worked out from the step of one.
///
/// A small model: each bucket is encoded on the core that computes as soon as its last gradient is ready, then waits for
/// the link, which carries one bucket at a time. What computing and exchange take from each other besides that core (the
/// system's network code, memory, other jobs on the link) is not in it, nor are ranks that differ.
public struct ScalingModel: Sendable {
  /// One bucket's way with a codec.
  public struct Bucket: Sendable {
    /// From the beginning of the step until its last gradient is ready, on one rank without exchange.
    public var readySeconds: Double
    /// What encoding and decoding take from the core that computes.
    public var processorSeconds: Double
    public var cost: ExchangeCost

    public init(readySeconds: Double, processorSeconds: Double, cost: ExchangeCost) {
      (self.readySeconds, self.processorSeconds, self.cost) = (readySeconds, processorSeconds, cost)
    }
  }

  /// In the order in which backward fills them.
  public let buckets: [Bucket]
  /// From the beginning of the step to the end of backward.
  public let backwardEndSeconds: Double
  /// The update that follows the last sum.
  public let optimizerSeconds: Double

  public init(buckets: [Bucket], backwardEndSeconds: Double, optimizerSeconds: Double) {
    (self.buckets, self.backwardEndSeconds) = (buckets, backwardEndSeconds)
    self.optimizerSeconds = optimizerSeconds
  }

  /// The time of a step; of one rank alone, which exchanges nothing, what was measured.
  public func stepSeconds(ranks: Int, link: Link) -> Double {
    guard ranks > 1 else { return backwardEndSeconds + optimizerSeconds }
    var computingBehind = 0.0
    var linkIsFree = 0.0
    for bucket in buckets {
      // Half of the work comes before the messages and half after them; both keep backward waiting.
      let start = max(bucket.readySeconds + computingBehind + bucket.processorSeconds / 2, linkIsFree)
      linkIsFree = start + bucket.cost.seconds(ranks: ranks, link: link)
      computingBehind += bucket.processorSeconds
    }
    let lastDecoded = linkIsFree + (buckets.last?.processorSeconds ?? 0) / 2
    return max(backwardEndSeconds + computingBehind, lastDecoded) + optimizerSeconds
  }

  /// What a rank hands to MPI in a step, the mean over the ranks.
  public func meanBytes(ranks: Int) -> Double { buckets.reduce(0) { $0 + $1.cost.meanBytes(ranks: ranks) } }

  /// Messages one after the other in a step, of all buckets.
  public func messages(ranks: Int) -> Int { buckets.reduce(0) { $0 + $1.cost.messages(ranks: ranks) } }

  /// Bytes that a rank holds for the codec.
  public var memory: Int { buckets.reduce(0) { $0 + $1.cost.memory } }
}
