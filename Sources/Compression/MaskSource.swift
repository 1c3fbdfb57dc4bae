/// Who chooses the values that travel under codec `nm`. All ranks use one mask, so that the values can be summed.
public enum MaskSource: String, CaseIterable, LosslessStringConvertible, Sendable {
  /// The rank `step mod world` chooses the largest of its own and sends the others a bit for every element.
  case leader
  /// A hash of seed, tensor, step and group chooses at random; no mask travels.
  case seeded

  public init?(_ description: String) { self.init(rawValue: description) }

  public var description: String { rawValue }
}
