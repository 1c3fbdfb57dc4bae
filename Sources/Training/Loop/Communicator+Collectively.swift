import Communication
import Files

extension Communicator {
  /// Runs `body` on every rank and goes on only where it succeeded on all of them.
  ///
  /// A file that one rank cannot read would otherwise leave the rest waiting for ever in their next collective call.
  /// - Throws: `Failure` with the lowest failing rank's exit code; only that rank's failure carries the message.
  /// - Note: Collective: every rank calls it.
  public func collectively<Result>(_ body: () throws -> Result) throws -> Result {
    let outcome = Swift.Result { try body() }
    var failingRank = size
    var exitCode: Int32 = 0
    if case .failure(let error) = outcome {
      failingRank = rank
      exitCode = ExitStatus.code(for: error)
    }
    let first = try allreduce(failingRank, .minimum)
    guard first < size else { return try outcome.get() }
    let isShared = try allreduce(exitCode == 0 ? 0 : 1, .sum) == size
    let agreedCode = Int32(try allreduce(rank == first ? Int(exitCode) : 0, .maximum))
    guard case .failure(let error) = outcome, rank == first else {
      throw Failure(message: nil, exitCode: agreedCode)
    }
    if let failure = error as? Failure { throw failure }
    throw Failure(message: isShared ? "\(error)" : "\(error) (rank \(rank))", exitCode: agreedCode)
  }
}
