import Communication
import Timing

/// How fast the ranks' gradients could travel.
enum LinkCheck {
  private static let megabytes = 16

  /// Sums a gradient of 16 MB over the ranks, once to warm up and three times. Collective.
  static func run(over communicator: Communicator) throws -> Finding {
    guard communicator.size > 1 else { return Finding(subject: "exchange", text: "one rank exchanges nothing") }
    var values = [Float](repeating: 1, count: megabytes * 250_000)
    let seconds = try (0..<4).map { _ in
      try communicator.barrier(for: "the speed of the links")
      let stopwatch = Stopwatch()
      values = try communicator.allreduce(values, .maximum, for: "the speed of the links")
      return stopwatch.seconds
    }
    let best = try communicator.allreduce(seconds.dropFirst().min()!, .maximum, for: "the speed of the links")
    // In a ring each rank sends and receives the gradient nearly twice.
    let rate = 2 * Double(communicator.size - 1) / Double(communicator.size) * Double(megabytes) / 1000 / best
    return Finding(
      subject: "exchange",
      text: "16 MB summed over all ranks in \(Int((best * 1000).rounded(.up))) ms, "
        + "\((rate * 8 * 10).rounded() / 10) Gbit/s a rank each way")
  }
}
