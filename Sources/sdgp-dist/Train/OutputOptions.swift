import ArgumentParser
import Training

/// The options that say where a run's results go and what is shown of it.
struct OutputOptions: ParsableArguments {
  @Option(help: "Output folder; runs/DATE-TIME if not given.") var output: String?
  @Flag(help: "Show nothing but errors.") var quiet = false
  @Option(help: "Print a line every so many steps.") var logEvery: Int?
  @Flag(help: "Write trace.json, Chrome's trace format of all ranks, for ui.perfetto.dev.") var trace = false
  @Option(help: "The first steps that the trace holds; 100 if not given.") var traceSteps: Int?
  @Flag(help: "Write event files for TensorBoard into the output folder.") var tensorboard = false
  /// To try how a slow rank is found.
  @Option(help: .hidden) var slowRank: Slowdown?

  /// Sets what the options come to.
  /// - Throws: `SettingsError` for one that does nothing.
  func apply(to recipe: inout Recipe) throws {
    guard trace || traceSteps == nil else {
      throw SettingsError("--trace-steps is about the file that --trace writes; give --trace too, or leave it out")
    }
    recipe.output = output
    recipe.quiet = quiet
    recipe.logEverySteps = logEvery
    recipe.traceSteps = trace ? traceSteps ?? 100 : nil
    recipe.writesEvents = tensorboard
    recipe.slowdown = slowRank
  }
}

extension Slowdown: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}
