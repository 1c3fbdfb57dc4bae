import Foundation

/// What one step's sum of a bucket costs a rank, worked out from the bucket's tensors by its codec's formula. A test
/// holds it against the bytes counted at MPI's calls and the memory that is really taken.
public struct ExchangeCost: Equatable, Sendable {
  /// Bytes that every rank hands to MPI, each once.
  public var bytes: Int
  /// Sums over the ranks, one after the other; each goes around the ring twice.
  public var sums: Int
  /// Bytes that one rank of all, another one each step, tells the others before the sums.
  public var leaderBytes = 0
  /// Bytes that a rank holds for the codec, from step to step.
  public var memory: Int

  /// What a rank hands to MPI in a step, the mean over the ranks.
  public func meanBytes(ranks: Int) -> Double {
    ranks > 1 ? Double(bytes) + Double(leaderBytes) / Double(ranks) : 0
  }

  /// Messages one after the other: R - 1 of a sum's way to its owners and R - 1 back, log2 R of a leader's.
  public func messages(ranks: Int) -> Int {
    sums * 2 * (ranks - 1) + (leaderBytes > 0 ? Self.levels(of: ranks) : 0)
  }

  /// Seconds on a link that each rank has to itself: of R ranks each sends 2 (R - 1) / R of its bytes around the ring,
  /// the leader's go down a binary tree.
  public func seconds(ranks: Int, link: Link) -> Double {
    let ring = 2 * Double(ranks - 1) / Double(ranks) * Double(bytes)
    let tree = Double(Self.levels(of: ranks) * leaderBytes)
    return Double(messages(ranks: ranks)) * link.latencySeconds + (ring + tree) / link.bytesPerSecond
  }

  private static func levels(of ranks: Int) -> Int { Int(ceil(log2(Double(ranks)))) }
}
