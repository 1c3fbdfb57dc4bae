import ArgumentParser
import Communication
import Files
import Training

/// A command of one process: under mpirun the first rank runs it, and the others have nothing to do.
protocol LoneCommand: ParsableCommand {}

/// From the command line to the command, the same on every rank.
enum Start {
  /// The command that this process is to run; nil where it belongs to the first rank alone.
  ///
  /// Ranks tell each other what they were given before any of them acts: one whose command line is wrong, or is another
  /// command, would else leave the rest waiting. Collective.
  /// - Throws: what is wrong with the command line, or asks for help, on every rank.
  static func command() throws -> (any ParsableCommand)? {
    let parsed = Result { try parse() }
    // Before MPI starts, which takes a while: a signal would end the rank.
    if case .success(let command) = parsed, command is TrainCommand { StopSignal.install() }
    guard Communicator.hasCompany else { return try parsed.get() }
    let communicator = try Communicator.start()
    let titles = try communicator.allgather(Array(title(of: parsed).utf8), for: "the command")
      .map { String(decoding: $0, as: UTF8.self) }
    if let failed = titles.firstIndex(of: wrong), case let isShared = titles.allSatisfy({ $0 == wrong }) {
      guard communicator.rank == failed, case .failure(let error) = parsed else {
        throw Failure(message: nil, exitCode: ExitStatus.wrongUse)
      }
      let message = UsageMessage(error).text
      throw Failure(message: isShared ? message : "\(message) (rank \(failed))", exitCode: ExitStatus.wrongUse)
    }
    if let other = titles.firstIndex(where: { $0 != titles[0] }) {
      let message =
        "rank 0 was given the command \(titles[0]) and rank \(other) \(titles[other]); give every rank the same"
      throw Failure(message: communicator.rank == 0 ? message : nil, exitCode: ExitStatus.wrongUse)
    }
    let command = try parsed.get()
    guard command is any LoneCommand else { return command }
    // The other ranks wait at the end of the run for as long as the work takes.
    communicator.deadlineSeconds = .infinity
    return communicator.rank == 0 ? command : nil
  }

  private static func parse() throws -> any ParsableCommand {
    if let place = ArgumentText.firstInvalid {
      throw ValidationError("argument \(place) is not UTF-8; rename the file or folder that it names")
    }
    return try SDGPDist.parseAsRoot(NegativeNumbers.joined(Array(CommandLine.arguments.dropFirst())))
  }

  private static let wrong = "?"

  private static func title(of parsed: Result<any ParsableCommand, any Error>) -> String {
    switch parsed {
    case .success(let command): type(of: command).configuration.commandName ?? "\(type(of: command))"
    case .failure(let error): SDGPDist.exitCode(for: error) == .success ? "help" : wrong
    }
  }
}
