import CProcessors

/// Which processors this process may run on.
public enum ProcessorBinding {
  /// Variable by which sdgp-launch tells ranks how many processors each takes of those that the job may run on.
  public static let variable = "SDGP_PROCESSORS_PER_RANK"

  /// The numbers of the processors that the calling thread may run on, in order; empty where the system does not say.
  public static var allowed: [Int] {
    var numbers = [Int32](repeating: 0, count: 8192)
    let count = Int(processors_allowed(&numbers, Int32(numbers.count)))
    return numbers.prefix(max(0, count)).map(Int.init)
  }

  /// Binds the calling thread, and the threads and processes that it starts from now on, to `processors`.
  ///
  /// - Returns: Whether the system did it.
  @discardableResult
  public static func bind(to processors: [Int]) -> Bool {
    processors_bind(processors.map(Int32.init), Int32(processors.count)) == 0
  }

  /// Binds rank `localRank` of a host to its share of the processors that the job may run on; leaves it where it is if
  /// there are too few.
  public static func bindRank(_ localRank: Int, processorsPerRank count: Int) {
    let share = allowed.dropFirst(localRank * count).prefix(count)
    if share.count == count { bind(to: Array(share)) }
  }
}
