import Compression

/// Which codec `auto` takes, from what the first steps and a trial of each codec took.
///
/// All values are the same on every rank, so that all choose alike.
struct CodecChoice: Equatable {
  /// A trial of a codec without computation beside it.
  struct Trial: Equatable {
    var codec: Codec
    /// The whole gradient's exchange.
    var seconds: Double
    /// The part of it in which this rank's core encodes; decoding is taken to cost as much.
    var encodeSeconds: Double
  }

  /// From the least to the most that is lost.
  static let candidates: [Codec] = [.none, .bf16, .nm, .powersgd]

  /// A step's computation.
  var computeSeconds: Double
  /// The part of it during which buckets can travel: from the first bucket's end to the last one's.
  var windowSeconds: Double
  /// The last bucket's share of the bytes: nothing is left to hide it.
  var lastBucketShare: Double
  var overlaps: Bool
  /// In the order of `candidates`.
  var trials: [Trial]

  /// A step's time with a codec: what does not fit into the window waits, and encoding takes the core from computing.
  func stepSeconds(_ trial: Trial) -> Double {
    guard overlaps else { return computeSeconds + trial.seconds }
    let exposed = max(trial.seconds * lastBucketShare, trial.seconds - windowSeconds)
    return computeSeconds + 2 * trial.encodeSeconds + exposed
  }

  /// The one that loses least among those within 5% of the fastest step.
  var codec: Codec {
    let fastest = trials.map(stepSeconds).min() ?? 0
    return trials.first { stepSeconds($0) <= fastest * 1.05 }?.codec ?? .none
  }

  /// One line that says what was chosen and why.
  var explanation: String {
    let times = trials.map { "\($0.codec.rawValue) \(milliseconds(stepSeconds($0)))" }.joined(separator: ", ")
    return "gradients travel as \(codec.rawValue): expected step times are \(times); "
      + "computing takes \(milliseconds(computeSeconds)), of which \(milliseconds(windowSeconds)) can hide an exchange"
  }

  private func milliseconds(_ seconds: Double) -> String { "\((seconds * 10_000).rounded() / 10) ms" }
}
