import ArgumentParser

/// Numbers of ranks as a list, `1,2,4`.
struct RankCounts: ExpressibleByArgument {
  let values: [Int]

  init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
    let values = parts.compactMap { $0 }
    guard values.count == parts.count, values.allSatisfy(Placement.rankCounts.contains),
      Set(values).count == values.count
    else { return nil }
    self.values = values
  }
}
