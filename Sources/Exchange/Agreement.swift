import Communication

/// Whether all ranks run the same thing.
public enum Agreement {
  /// Compares facts over the ranks, and shows both sides of the first difference. Collective.
  ///
  /// - Parameter facts: what must be equal, as name and value: version, options, bucket plan.
  /// - Throws: on every rank alike, the first difference from rank 0.
  public static func verify(_ facts: [(name: String, value: String)], over communicator: Communicator) throws {
    let purpose: StaticString = "the comparison of settings"
    let text = facts.map { "\($0.name) \($0.value)" }.joined(separator: "\n")
    let reference = String(decoding: try communicator.broadcast(bytes: Array(text.utf8), for: purpose), as: UTF8.self)
    let rank = try communicator.allreduce(
      text == reference ? communicator.size : communicator.rank, .minimum, for: purpose)
    guard rank < communicator.size else { return }
    let theirs = String(
      decoding: try communicator.broadcast(bytes: Array(text.utf8), from: rank, for: purpose), as: UTF8.self)
    let lines = [reference, theirs].map { $0.split(separator: "\n", omittingEmptySubsequences: false) }
    let line =
      zip(lines[0], lines[1]).first { $0 != $1 } ?? ("\(lines[0].count) settings", "\(lines[1].count) settings")
    throw ExchangeError.disagreement(rank: rank, theirs: String(line.1), reference: String(line.0))
  }
}
