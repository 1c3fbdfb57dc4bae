import ArgumentParser
import Communication
import Files
import Training

/// The command line: `sdgp-dist train`, `evaluate`, `bench`, `data`.
@main
struct SDGPDist: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sdgp-dist",
    abstract: "Trains image classifiers data-parallel over MPI with structured data gradient pruning.",
    version: Files.version,
    subcommands: [
      TrainCommand.self, EvaluateCommand.self, PredictCommand.self, DataCommand.self, BenchCommand.self,
      DoctorCommand.self, ReportCommand.self,
    ])

  static func main() {
    InheritedSignals.restore()
    StandardStream.prepare()
    _ = AvailableMemory.atStart
    do {
      var command = try Start.command()
      try command?.run()
      try Communicator.finalize()
    } catch {
      Ending.end(with: error)
    }
  }
}
