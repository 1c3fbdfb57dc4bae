import Communication
import Compression

extension GradientExchange {
  /// Chooses how gradients travel from now on. Collective.
  ///
  /// Ranks of one host keep fp32: there is no link to save, and their losses stay those of a single rank.
  func chooseCodec() throws {
    guard try communicator.hostCount() > 1 else {
      chosenCodec = Codec.none
      explanation = "gradients travel as none: all ranks share one host's memory"
      return
    }
    try compareCodecs()
  }

  /// Tries each codec on the gradients at hand and takes the one that fits computation and link best. Collective.
  func compareCodecs() throws {
    let shared = try communicator.allreduce([measurements.compute, measurements.window], .maximum)
    try chooseRoute()
    let trials = try CodecChoice.candidates.map(trial)
    let bytes = plan.buckets.map { bucket in tensors[bucket].reduce(0) { $0 + $1.count } }
    let choice = CodecChoice(
      computeSeconds: shared[0], windowSeconds: shared[1],
      lastBucketShare: Double(bytes.last ?? 0) / Double(max(bytes.reduce(0, +), 1)),
      overlaps: configuration.overlaps, trials: trials)
    chosenCodec = choice.codec
    let route = usesTwoLevels ? "; sums are made inside each host first" : ""
    explanation = choice.explanation + route
  }

  /// Sums inside each host first where that is faster by a tenth.
  private func chooseRoute() throws {
    guard let channels, try channels.openLevels() else { return }
    let flat = try trial(.none).seconds
    usesTwoLevels = true
    usesTwoLevels = try trial(.none).seconds < 0.9 * flat
  }

  /// The slowest rank's time of an exchange, the second of two. Leaves no codec set up, so that a step starts with one
  /// that owes nothing.
  private func trial(_ codec: Codec) throws -> CodecChoice.Trial {
    use(codec)
    defer { forgetCodec() }
    var processor = 0.0
    var seconds = 0.0
    for _ in 0..<2 {
      try communicator.barrier()
      let start = ContinuousClock.now
      processor = try exchangeOnce()
      seconds = (ContinuousClock.now - start) / .seconds(1)
    }
    let slowest = try communicator.allreduce([seconds, processor], .maximum)
    return CodecChoice.Trial(codec: codec, seconds: slowest[0], processorSeconds: slowest[1])
  }
}
