/// Which codec `auto` takes, from what the first steps and a trial of each codec took.
///
/// All values are the same on every rank, so that all choose alike.
struct CodecChoice: Equatable {
  /// A trial of a codec without computation beside it.
  struct Trial: Equatable {
    var codec: Codec
    /// The whole gradient's exchange.
    var seconds: Double
    /// The part of it in which a core is busy with the codec, MPI and the system's network code.
    var processorSeconds: Double
  }

  static let candidates = Codec.allCases.filter { $0.leastGain != nil }

  /// A step of the first ones, which travelled as `none`, without waiting for sums.
  var computeSeconds: Double
  /// The part of it during which buckets can travel: from the first bucket's end to the last one's.
  var windowSeconds: Double
  /// The last bucket's share of the bytes: nothing is left to hide it.
  var lastBucketShare: Double
  var overlaps: Bool
  /// In the order of `candidates`.
  var trials: [Trial]

  /// A step's time with a codec: what does not fit into the window waits, and what does takes the core from computing
  /// all the same, as `none` did in the measured steps.
  func stepSeconds(_ trial: Trial) -> Double {
    guard let measured = trials.first else { return computeSeconds }
    return computeSeconds + takenSeconds(trial) - takenSeconds(measured) + exposedSeconds(trial)
  }

  private func exposedSeconds(_ trial: Trial) -> Double {
    overlaps ? max(trial.seconds * lastBucketShare, trial.seconds - windowSeconds) : trial.seconds
  }

  /// What the hidden part of an exchange takes from the core that computes.
  private func takenSeconds(_ trial: Trial) -> Double {
    trial.seconds > 0 ? trial.processorSeconds * (1 - exposedSeconds(trial) / trial.seconds) : 0
  }

  /// The one that loses least, unless another repays what it loses in time.
  var codec: Codec {
    guard var best = trials.first else { return Codec.none }
    for trial in trials.dropFirst()
    where stepSeconds(trial) < stepSeconds(best) * (1 - (trial.codec.leastGain ?? 1)) {
      best = trial
    }
    return best.codec
  }

  /// One line that says what was chosen and why.
  var explanation: String {
    let times = trials.map { "\($0.codec.rawValue) \(milliseconds(stepSeconds($0)))" }.joined(separator: ", ")
    return "gradients travel as \(codec.rawValue): expected step times are \(times); "
      + "computing takes \(milliseconds(computeSeconds)), of which \(milliseconds(windowSeconds)) can hide an exchange"
  }

  private func milliseconds(_ seconds: Double) -> String { "\((seconds * 10_000).rounded() / 10) ms" }
}
