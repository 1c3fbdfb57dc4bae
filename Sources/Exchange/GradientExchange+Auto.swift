extension GradientExchange {
  /// Chooses how gradients travel from now on. Collective.
  ///
  /// Ranks of one host keep fp32: there is no link to save, and their losses stay those of a single rank.
  func chooseCodec() throws {
    guard try communicator.hostCount(for: "the number of hosts") > 1 else {
      chosenCodec = Codec.none
      explanation = "gradients travel as none: all ranks share one host's memory"
      return
    }
    try compareCodecs()
  }

  /// Tries each codec on the gradients at hand and takes the one that fits computation and link best. Collective.
  func compareCodecs() throws {
    let shared = try communicator.allreduce(
      [measurements.compute, measurements.window], .maximum, for: "the first steps' times")
    try chooseRoute()
    let trials = try CodecChoice.candidates.map(trial)
    let counts = slices.map(\.count)
    let choice = CodecChoice(
      computeSeconds: shared[0], windowSeconds: shared[1],
      lastBucketShare: Double(counts.last ?? 0) / Double(max(counts.reduce(0, +), 1)),
      overlaps: configuration.overlaps, trials: trials)
    chosenCodec = choice.codec
    explanation = choice.explanation + (route == .throughHosts ? "; sums are made inside each host first" : "")
  }

  /// Sums inside each host first where that is faster by a tenth.
  private func chooseRoute() throws {
    guard let communicators, try communicators.openLevels() else { return }
    let direct = try trial(Codec.none).seconds
    route = .throughHosts
    route = try trial(Codec.none).seconds < 0.9 * direct ? .throughHosts : .direct
  }

  /// The slowest rank's time of an exchange, the second of two. Leaves no codec set up, so that a step starts with one
  /// without residuals.
  private func trial(_ codec: Codec) throws -> CodecChoice.Trial {
    try use(codec)
    defer { forgetCodec() }
    var processor = 0.0
    var seconds = 0.0
    for _ in 0..<2 {
      try communicator.barrier(for: "the trial of the codecs")
      let start = ContinuousClock.now
      processor = try exchangeOnce()
      seconds = (ContinuousClock.now - start) / .seconds(1)
    }
    let slowest = try communicator.allreduce([seconds, processor], .maximum, for: "the trial of the codecs")
    return CodecChoice.Trial(codec: codec, seconds: slowest[0], processorSeconds: slowest[1])
  }
}
