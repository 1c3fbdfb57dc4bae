/// The part of a training in which gradients are pruned; before and after it, backward is dense.
public struct PruningPeriod: Hashable, Codable, Sendable {
  /// The first and the end in epochs from the start, parts of epochs included; nil leaves that side open.
  public var start: Double?
  public var end: Double?

  public init(start: Double? = nil, end: Double? = nil) {
    self.start = start
    self.end = end
  }

  /// Whether the global step `step`, counted from 0, belongs to it.
  func contains(step: Int, stepsPerEpoch: Int) -> Bool {
    let epoch = Double(step) / Double(stepsPerEpoch)
    return epoch >= start ?? 0 && epoch < end ?? .infinity
  }
}
