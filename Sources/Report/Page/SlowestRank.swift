/// A rank that keeps the others waiting, because its own work takes a fifth longer than the median of the ranks.
struct SlowestRank {
  let rank: RankTimes
  /// Its own work over the median.
  let ratio: Double

  private static let noticeable = 1.2

  /// Nil where no rank of `ranks` is that much slower.
  init?(of ranks: [RankTimes]) {
    let sorted = ranks.map(\.ownSeconds).sorted()
    guard ranks.count > 1, let slowest = ranks.max(by: { $0.ownSeconds < $1.ownSeconds }) else { return nil }
    // The lower of the two middle ones, so that of two ranks the slower is seen.
    let median = sorted[(sorted.count - 1) / 2]
    guard median > 0, let ratio = (slowest.ownSeconds / median).plausible, ratio >= Self.noticeable else { return nil }
    (rank, self.ratio) = (slowest, ratio)
  }

  /// A sentence on the run `name`.
  func sentence(on name: String) -> String {
    let place = rank.host.isEmpty ? "" : " on \(rank.host)"
    let more = NumberText.fixed(100 * (ratio - 1), 0)
    return
      "\(name): rank \(rank.rank)\(place) is the slowest; its own work takes \(more)% longer than the median of the "
      + "ranks, and the others wait for it."
  }
}
