import Files
import Communication

/// Why a run cannot go on, agreed on by all ranks: one of them says it, all of them end with its exit code.
///
/// The ways by which a job ends where something goes wrong on one rank:
/// - An error in `collectively` becomes a `Failure` on every rank. Each ends by itself with the agreed code.
/// - Any other error stops its rank alone, which says why and ends the others by `MPI_Abort`, with the code that
///   `ExitStatus` has for the error. Both are `Ending.end(with:)` of the command line.
/// - A rank that does not come to where others wait is named by them, which end the job with 70 (`StallWatch`).
public struct Failure: Error, Sendable {
  /// The one line to show; nil on the ranks that leave the telling to another.
  public let message: String?

  /// The process's exit code (sysexits).
  public let exitCode: Int32

  public init(message: String?, exitCode: Int32) {
    self.message = message
    self.exitCode = exitCode
  }
}

extension Communicator {
  /// Runs `body` on every rank and goes on only where it succeeded on all of them. Collective.
  ///
  /// A file that one rank cannot read would otherwise leave the rest waiting for ever in their next collective call.
  /// - Parameter purpose: what the ranks wait for each other for, for people.
  /// - Throws: `Failure` with the lowest failing rank's exit code; only that rank's failure carries the message.
  public func collectively<Result>(for purpose: StaticString, _ body: () throws -> Result) throws -> Result {
    let outcome = Swift.Result { try body() }
    var failingRank = size
    var exitCode: Int32 = 0
    if case .failure(let error) = outcome {
      failingRank = rank
      exitCode = ExitStatus.code(for: error)
    }
    let first = try allreduce(failingRank, .minimum, for: purpose)
    guard first < size else { return try outcome.get() }
    let isShared = try allreduce(exitCode == 0 ? 0 : 1, .sum, for: purpose) == size
    let agreedCode = try allreduce(rank == first ? exitCode : 0, .maximum, for: purpose)
    guard case .failure(let error) = outcome, rank == first else {
      throw Failure(message: nil, exitCode: agreedCode)
    }
    if let failure = error as? Failure { throw failure }
    throw Failure(message: isShared ? "\(error)" : "\(error) (rank \(rank))", exitCode: agreedCode)
  }
}
