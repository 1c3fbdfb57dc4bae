import ArgumentParser
import Communication
import Files
import Foundation
import Kernels
import Network
import Tensors
import Timing
import Training

/// `sdgp-dist bench timing`: what the measurement of phases costs.
struct BenchTiming: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "timing", abstract: "Times training steps with and without the measurement of phases, in turn.")

  @Option var model = Model.digitsCNN
  @Option(help: "Samples of a step.") var batchSize = 64
  @Option(help: "Pixels of the square images.") var imageSize = 16
  @OptionGroup var pruningOptions: PruningOptions
  @Option(help: "Pairs of steps.") var rounds = 500
  @Option(help: "Writes the figures to this file.") var json: String?

  private struct Figures: Encodable {
    var onMs: Double
    var offMs: Double
    /// The median over the pairs of what a measured step takes more, as a share.
    var difference: Double
    var spansPerStep: Int
    var nanosecondsPerSpan: Double
  }

  func run() throws {
    let communicator = try Communicator.start()
    try Limits.check("--batch-size", batchSize, in: Limits.batchSize)
    try Limits.check("--image-size", imageSize, in: Limits.imageSize)
    try Limits.check("--rounds", rounds, in: Limits.counts)
    try measure(communicator)
    try Communicator.finalize()
  }

  private func measure(_ communicator: Communicator) throws {
    let setting = StepSetting(
      model: model,
      shape: TensorShape(batch: batchSize, height: imageSize, width: imageSize, channels: model.inputChannels),
      classes: 10, stem: nil, context: try ComputeContext(), communicator: communicator)
    try communicator.collectively(for: "the memory") { try setting.requireMemory() }
    let step = try TimedStep(setting, pruning: try pruningOptions.pruning(of: model))
    let timer = setting.context.timer
    func seconds(isOn: Bool) throws -> Double {
      timer.isOn = isOn
      let stopwatch = Stopwatch()
      try step.run()
      return stopwatch.seconds
    }
    for _ in 0..<10 { _ = try seconds(isOn: true) }
    let calls = timer.totals().calls.reduce(0, +)
    _ = try seconds(isOn: true)
    let spans = timer.totals().calls.reduce(0, +) - calls
    // Which of a pair comes first changes, so that neither gains by its place.
    let pairs = try (0..<rounds).map { round in
      let first = try seconds(isOn: round % 2 == 0)
      let second = try seconds(isOn: round % 2 == 1)
      return round % 2 == 0 ? (on: first, off: second) : (on: second, off: first)
    }
    let figures = Figures(
      onMs: pairs.map(\.on).median * 1e3, offMs: pairs.map(\.off).median * 1e3,
      difference: pairs.map { $0.on / $0.off - 1 }.median, spansPerStep: spans,
      nanosecondsPerSpan: Self.secondsOfSpan() * 1e9)
    guard communicator.rank == 0 else { return }
    try StandardStream.print(
      String(
        format:
          "a step takes %.3f ms measured, %.3f ms not: %+.2f%% (median of %d pairs); %d spans of %.0f ns are %.3f%%",
        figures.onMs, figures.offMs, 100 * figures.difference, rounds, spans, figures.nanosecondsPerSpan,
        Double(spans) * figures.nanosecondsPerSpan / figures.offMs / 1e4))
    if let json { try WholeFile.write(json: figures, to: json) }
  }

  /// Of an empty span.
  private static func secondsOfSpan() -> Double {
    let timer = PhaseTimer()
    let stopwatch = Stopwatch()
    for _ in 0..<1_000_000 { timer.measure(.forward) {} }
    return stopwatch.seconds / 1e6
  }
}
