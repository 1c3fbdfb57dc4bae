import ArgumentParser
import Communication
import Files
import Kernels
import Timing
import Training

/// `sdgp-dist bench step`: whole training steps, dense and pruned in turn, beside oneDNN's own times.
struct BenchStep: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "step",
    abstract: "Times whole training steps, dense and pruned in turn; under mpirun, of all ranks together.")

  @OptionGroup var options: StepOptions
  @Option(help: "Rounds of one dense step, one pruned step and oneDNN's convolutions alone.") var rounds = 7
  @Option(help: "Writes the figures to this file.") var json: String?

  func run() throws {
    let communicator = try Communicator.start()
    try communicator.collectively(for: "the options") {
      try options.check()
      try Limits.check("--rounds", rounds, in: Limits.counts)
    }
    try measure(communicator)
    try Communicator.finalize()
  }

  /// Everything that uses MPI from a thread of its own ends with this call, before MPI does.
  private func measure(_ communicator: Communicator) throws {
    let setting = try options.setting(communicator)
    let dense = try TimedStep(setting, pruning: nil)
    let pruned = try TimedStep(setting, pruning: try options.pruning())
    let convolutions = try ConvolutionTimes(of: dense.network, context: setting.context)
    try verify(dense, pruned)
    for _ in 0..<rounds {
      try dense.run()
      try pruned.run()
      convolutions.run()
    }
    let figures = StepFigures(
      dense: dense, pruned: pruned, convolutionSeconds: convolutions.medianSeconds,
      batchSize: options.batchSize * communicator.size)
    if communicator.rank == 0 {
      try StandardStream.print(figures.table(setting: setting, pruning: pruned.pruning))
      if let json { try WholeFile.write(json: figures, to: json) }
    }
  }

  /// A step of each, which also warms up: both start from the same weights, so that their losses are the same.
  private func verify(_ dense: TimedStep, _ pruned: TimedStep) throws {
    try dense.run()
    try pruned.run()
    guard dense.loss.isFinite, dense.loss == pruned.loss else { throw BenchError.lossesDiffer(dense.loss, pruned.loss) }
    dense.forget()
    pruned.forget()
  }
}

/// A benchmark whose results are wrong.
enum BenchError: Error, CustomStringConvertible {
  case lossesDiffer(Double, Double)

  var description: String {
    switch self {
    case .lossesDiffer(let dense, let pruned):
      "the first losses differ (dense \(dense), pruned \(pruned)) though the weights are the same; run the tests"
    }
  }
}
