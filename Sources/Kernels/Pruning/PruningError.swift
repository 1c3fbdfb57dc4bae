/// A pruning that does not exist.
public enum PruningError: Error, Equatable, CustomStringConvertible {
  case invalidPattern(nonzeros: Int, groupSize: Int)
  case invalidShare(Int)

  public var description: String {
    switch self {
    case .invalidPattern(let nonzeros, let groupSize):
      "cannot keep \(nonzeros) of every \(groupSize) channels; choose --nonzeros N and --group-size M "
        + "with 1 <= N < M <= 32"
    case .invalidShare(let share):
      "\(share) samples cannot share a pattern; choose --share 1, 2, 4 or 8"
    }
  }
}
