import ArgumentParser
import Training

/// The command line: `sdgp-dist train`, `evaluate`, `bench`, `data`.
@main
struct SDGPDist: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sdgp-dist",
    abstract: "Trains image classifiers data-parallel over MPI with structured data gradient pruning.",
    version: Training.version,
    subcommands: [TrainCommand.self, EvaluateCommand.self, DataCommand.self, BenchCommand.self])

  static func main() {
    var command: any ParsableCommand
    do {
      command = try parseAsRoot()
    } catch {
      Ending.endBeforeStart(error)
    }
    do {
      try command.run()
    } catch  where exitCode(for: error) == .success {
      // A request for help is a command of its own.
      Ending.endBeforeStart(error)
    } catch {
      Ending.end(with: error)
    }
  }
}
