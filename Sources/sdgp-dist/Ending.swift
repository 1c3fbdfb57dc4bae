import ArgumentParser
import Communication
import Files
import Foundation
import Training

/// How the process ends when something went wrong: one line with a hint, and an exit code that scripts rely on.
enum Ending {
  /// Ends a process whose command line could not be taken as a command: wrong use, or a request for help.
  static func endBeforeStart(_ error: any Error) -> Never {
    if SDGPDist.exitCode(for: error) == .success {
      if isFirstRank { print(SDGPDist.fullMessage(for: error)) }
      exit(EXIT_SUCCESS)
    }
    // Every rank was given the same command line, so that one of them speaks for all.
    end(with: Failure(message: isFirstRank ? usageMessage(error) : nil, exitCode: ExitStatus.wrongUse))
  }

  /// Ends a process whose command failed: together where the ranks agreed on the failure, else by ending the others,
  /// which may be waiting for this one.
  static func end(with error: any Error) -> Never {
    let code = ExitStatus.code(for: error)
    guard let communicator = try? Communicator.start() else {
      say("\(error)")
      exit(code)
    }
    guard let failure = error as? Failure else {
      say(communicator.size > 1 ? "\(error) (rank \(communicator.rank))" : "\(error)")
      if communicator.size > 1 { communicator.abort(code: code) }
      try? Communicator.finalize()
      exit(code)
    }
    if let message = failure.message { say(message) }
    // Waits for the others: a rank that leaves before another has said why could take the message with it.
    try? Communicator.finalize()
    exit(failure.exitCode)
  }

  /// What is wrong with a command line, in one line, with the way to the help.
  static func usageMessage(_ error: any Error) -> String {
    let lines = SDGPDist.message(for: error).split(whereSeparator: \.isNewline)
    return lines.map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: " ") + "; see sdgp-dist --help"
  }

  private static func say(_ message: String) {
    let line = message.split(whereSeparator: \.isNewline).joined(separator: " ")
    FileHandle.standardError.write(Data("sdgp-dist: \(line)\n".utf8))
  }

  /// Whether this process is the one that speaks for all, known without starting MPI.
  private static var isFirstRank: Bool {
    let environment = ProcessInfo.processInfo.environment
    let rank = ["OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK"].lazy.compactMap { environment[$0] }.first
    return rank.map { $0 == "0" } ?? true
  }
}
