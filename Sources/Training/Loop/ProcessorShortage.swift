import Files
import Foundation

/// Threads that will wait for each other, since this host's ranks have more of them than they get processors.
enum ProcessorShortage {
  /// What to say of it; nil where there are enough.
  ///
  /// - Parameters:
  ///   - ranks: those of this host, each with `threads`.
  ///   - processors: what this rank may run on.
  ///   - limit: what its control groups give all of them together, in processors; nil for no limit.
  static func warning(
    threads: Int, ranks: Int, processors: Int = ProcessInfo.processInfo.activeProcessorCount,
    limit: Double? = ControlGroups().processorLimit
  ) -> String? {
    if threads > processors {
      return "--threads \(threads) is more than the \(processors) cores that this rank may use: they will wait for "
        + "each other; give at most \(processors)"
    }
    guard let limit, Double(threads * ranks) > limit else { return nil }
    return "the control group of this job gets the time of \(String(format: "%g", limit)) processors, less than "
      + "\(ranks) rank\(ranks == 1 ? "" : "s") of \(threads) thread\(threads == 1 ? "" : "s") use: they will wait for "
      + "each other; start fewer, or ask for more"
  }
}
