import ArgumentParser
import Communication
import Files
import Foundation
import Training

/// How the process ends when something went wrong: one line with a hint, and an exit code that scripts rely on.
enum Ending {
  /// Ends a process whose command failed: together where the ranks agreed on the failure, else by ending the others,
  /// which may be waiting for this one. A request for help is such an end too, and a good one.
  static func end(with error: any Error) -> Never {
    if let failure = error as? Failure { end(together: failure) }
    let code = SDGPDist.exitCode(for: error)
    if code == .success { show(help: SDGPDist.fullMessage(for: error)) }
    if code == .validationFailure { end(with: UsageMessage(error).text, code: ExitStatus.wrongUse) }
    end(with: "\(error)", code: ExitStatus.code(for: error))
  }

  private static func show(help: String) -> Never {
    do {
      if Communicator.current?.rank ?? 0 == 0 { try StandardStream.print(help) }
      try Communicator.finalize()
    } catch {
      end(with: "\(error)", code: ExitStatus.code(for: error))
    }
    exit(EXIT_SUCCESS)
  }

  /// Ends this rank, which alone knows of the failure, and the others.
  private static func end(with message: String, code: Int32) -> Never {
    guard let communicator = Communicator.current, communicator.size > 1 else {
      say(message)
      try? Communicator.finalize()
      exit(code)
    }
    say("\(message) (rank \(communicator.rank))")
    communicator.abort(code: code)
  }

  /// Ends all ranks, which agreed on the failure.
  private static func end(together failure: Failure) -> Never {
    if let message = failure.message { say(message) }
    // Waits for the others: a rank that leaves before another has said why could take the message with it.
    try? Communicator.finalize()
    exit(failure.exitCode)
  }

  private static func say(_ message: String) {
    let line = message.split(whereSeparator: \.isNewline).joined(separator: " ")
    StandardStream.error.writeIfPossible("sdgp-dist: \(line)\n")
  }
}
