import ArgumentParser
import Files
import Foundation

/// The program: starts the ranks of a job and watches them, or compares finished runs.
@main
struct SdgpLaunch: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sdgp-launch",
    abstract: "Starts the ranks of sdgp-dist with mpirun, watches them, and sums up where the time went.",
    usage: """
      sdgp-launch -n RANKS [OPTIONS] -- train ...
      sdgp-launch compare DIR...
      """,
    discussion: "Options of `run`, which is meant when no subcommand is named: sdgp-launch run --help",
    version: Files.version,
    subcommands: [RunCommand.self, CompareCommand.self],
    defaultSubcommand: RunCommand.self)

  static func main() {
    StandardStream.prepare()
    if let place = ArgumentText.firstInvalid {
      Notice.show("argument \(place) is not UTF-8; rename the file or folder that it names")
      Foundation.exit(ExitStatus.wrongUse)
    }
    do {
      // Nothing asked for is a wish for help.
      guard CommandLine.arguments.count > 1 else { return try StandardStream.print(helpMessage()) }
      var command = try parseAsRoot()
      try command.run()
    } catch let error as LaunchError {
      error.message.map(Notice.show)
      Foundation.exit(error.exitCode)
    } catch let error as RunSummaryError {
      Notice.show("\(error)")
      Foundation.exit(ExitStatus.badData)
    } catch let error as WritingError {
      Notice.show("\(error)")
      Foundation.exit(ExitStatus.inputOutput)
    } catch {
      exit(with: error)
    }
  }

  /// Help goes to standard output as it is; a mistake in the arguments becomes one line.
  private static func exit(with error: any Error) -> Never {
    let code = exitCode(for: error)
    if code == .success { Self.exit(withError: error) }
    let problem = message(for: error).split(separator: "\n").first.map(String.init) ?? "the arguments are wrong"
    Notice.show("\(problem) (see: sdgp-launch run --help)")
    Foundation.exit(code == .validationFailure ? ExitStatus.wrongUse : code.rawValue)
  }
}
