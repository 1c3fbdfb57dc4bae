import Communication
import Exchange
import Files
import Foundation
import Kernels
import Network
import Timing

extension Trainer {
  /// Checks that all ranks hold the same parameters, writes the results and shows them.
  func finish() throws -> RunSummary {
    // A last checkpoint or a trace that cannot be written makes the run fail; its results are written all the same.
    let lastCheckpoint = Result { try timer.measure(.checkpoint) { try checkpointWriter.finish() } }
    try verifyReplicas()
    let digest = trainingStep.withShownWeights { ParameterDigest.text(of: network) }
    let totals = timer.totals()
    let ranks = try gatherTotals(totals)
    let summary = try summarize(digest: digest, ranks: ranks)
    try withResult { try communicator.collectively(for: "the results' files") { try write(summary, ranks) } }
    show(summary)
    logger.info("done: test accuracy \(summary.testAccuracy), parameters \(digest)")
    let trace = Result { try writeTrace() }
    try lastCheckpoint.get()
    try trace.get()
    return summary
  }

  /// Runs `body` while the network holds what the run comes to: the weights that were evaluated, with the ranks' mean of
  /// the running statistics. Collective.
  func withResult(_ body: () throws -> Void) throws {
    try trainingStep.withShownWeights { try statistics.use(body) }
  }

  /// Collective.
  private func writeTrace() throws {
    guard let recorder = timer.trace else { return }
    let trace = try ChromeTrace(computing: recorder, exchange: trainingStep.exchange.trace, over: communicator)
    try communicator.collectively(for: "the trace") { try trace?.write(to: folder.path(of: "trace.json")) }
  }

  private func write(_ summary: RunSummary, _ ranks: [PhaseTotals]) throws {
    guard let metrics else { return }
    let wasRemoved = !metrics.isInPlace
    let folder = try folderOfResults()
    try network.save(to: folder.path(of: "model.safetensors"), metadata: description.metadata(run: identity))
    // Where `auto` never came to choose, it is known by now what ran.
    try writeConfiguration(to: folder)
    try folder.write(RankTiming.all(ranks, hosts: communicator.hostNames), to: "timing.json")
    try folder.write(summary, to: "summary.json")
    if folder.path != self.folder.path {
      throw WritingError(
        self.folder.path, "is another run's by now: the weights are in \(folder.path)",
        hint: "leave a run's folder where it is until the end")
    }
    if wasRemoved {
      throw WritingError(
        folder.path, "was removed while the run went on: metrics.jsonl is lost, the weights were written again",
        hint: "keep the folder until the end")
    }
  }

  /// Where results go: to the run's folder, which is made again where it was removed, or, where another run works under
  /// its name by now, to a new one beside it.
  func folderOfResults() throws -> RunFolder {
    guard let lock, lock.isAnothers else { return try RunFolder(creating: folder.path) }
    if let substitute { return substitute }
    let made = try RunFolder(creating: RunFolder.makeNew(named: folder.path))
    substitute = made
    return made
  }

  private func gatherTotals(_ totals: PhaseTotals) throws -> [PhaseTotals] {
    let count = totals.seconds.count
    var seconds = [Double](repeating: 0, count: count * communicator.size)
    var calls = [Int](repeating: 0, count: count * communicator.size)
    let own = communicator.rank * count
    seconds.replaceSubrange(own..<own + count, with: totals.seconds)
    calls.replaceSubrange(own..<own + count, with: totals.calls)
    seconds = try communicator.allreduce(seconds, .sum, for: "the timings")
    calls = try communicator.allreduce(calls, .sum, for: "the timings")
    return (0..<communicator.size).map { rank in
      PhaseTotals(
        seconds: Array(seconds[rank * count..<(rank + 1) * count]),
        calls: Array(calls[rank * count..<(rank + 1) * count]))
    }
  }

  private func summarize(digest: String, ranks: [PhaseTotals]) throws -> RunSummary {
    let dense = network.gradients.count * MemoryLayout<Float>.stride
    let sent = try communicator.allreduce(
      trainingStep.bytesSent / max(1, progress.step), .maximum, for: "the bytes sent")
    var summary = RunSummary()
    summary.version = version
    summary.run = identity
    summary.model = recipe.model.rawValue
    summary.parameters = parameterCount
    summary.dataset = dataset.name
    summary.worldSize = communicator.size
    summary.threadsPerRank = context.threads
    summary.hosts = communicator.hostNames.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    summary.kernels = context.kernels.rawValue
    summary.precision = context.precision.rawValue
    summary.prune = RunSummary.PruningSummary(recipe.pruning)
    summary.compress.codec = runningCodec.rawValue
    summary.compress.bytesPerStepDense = dense
    summary.compress.bytesPerStepSent = sent
    summary.compress.ratio = sent > 0 ? Double(dense) / Double(sent) : nil
    summary.steps = progress.step
    summary.epochs = progress.epoch
    summary.samples = progress.samples
    summary.wallSeconds = timer.wallSeconds
    summary.samplesPerSecond = progress.samplesPerSecond
    summary.trainLoss = progress.epochLoss
    summary.trainAccuracy = progress.epochAccuracy
    summary.testAccuracy = progress.evaluation.accuracy
    summary.testLoss = progress.evaluation.loss
    summary.testSamples = progress.evaluation.samples
    summary.bestAccuracy = progress.best?.accuracy
    summary.bestEpoch = progress.best?.epoch
    summary.phases = PhaseSpread.summary(of: ranks)
    summary.parameterDigest = digest
    summary.peakMemoryBytes = try communicator.allreduce(
      Self.peakMemoryBytes(), .maximum, for: "the peak of memory")
    return summary
  }

  private func show(_ summary: RunSummary) {
    let rows = [
      ["test accuracy", String(format: "%.2f%%", 100 * summary.testAccuracy)],
      ["best", progress.best.map { String(format: "%.2f%% in epoch %d", 100 * $0.accuracy, $0.epoch) } ?? ""],
      ["train accuracy", String(format: "%.2f%%", 100 * progress.epochAccuracy)],
      ["test loss", String(format: "%.4f", summary.testLoss)],
      ["train loss", String(format: "%.4f", summary.trainLoss)],
      ["steps", "\(summary.steps) in \(ProgressLine.duration(summary.wallSeconds))"],
      ["samples/s", String(format: "%.0f", summary.samplesPerSecond)],
      ["peak memory", "\(summary.peakMemoryBytes >> 20) MB a rank"],
      ["results", folder.path],
    ]
    TextTable(rows: rows, leftColumns: [0, 1]).lines.forEach(console.line)
    console.line("time: " + summary.shares)
  }

  private static func peakMemoryBytes() -> Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss * 1024
  }
}
