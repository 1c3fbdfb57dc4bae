import Communication
import Crypto
import Foundation

/// Whether all ranks run the same thing.
public enum Agreement {
  /// Compares facts over the ranks by a digest, and shows both sides of the first difference. Collective.
  ///
  /// - Parameter facts: what must be equal, as name and value: version, options, bucket plan.
  /// - Throws: on every rank alike, the first difference from rank 0.
  public static func verify(_ facts: [(name: String, value: String)], over communicator: Communicator) throws {
    let lines = facts.map { "\($0.name) \($0.value)" }
    let text = Array(lines.joined(separator: "\n").utf8)
    let digests = try communicator.allgather(Array(SHA256.hash(data: Data(text))))
    guard let rank = digests.indices.first(where: { digests[$0] != digests[0] }) else { return }
    let texts = try communicator.allgather(text)
    let reference = String(decoding: texts[0], as: UTF8.self).components(separatedBy: "\n")
    let theirs = String(decoding: texts[rank], as: UTF8.self).components(separatedBy: "\n")
    let line = zip(reference, theirs).first { $0 != $1 } ?? ("\(reference.count) settings", "\(theirs.count) settings")
    throw ExchangeError.disagreement(rank: rank, theirs: line.1, reference: line.0)
  }
}
