import RegisterTiles

/// Which gradients of a group of channels are kept, and what becomes of them.
public typealias PruningRule = RegisterTiles.PruningRule

/// N:M pruning of output gradients: how many of how many channels stay, and by which rule.
///
/// At each pixel, `nonzeros` of every `groupSize` consecutive output channels are kept. A last group shorter than
/// `groupSize` keeps min(`nonzeros`, its length).
public struct Pruning: Hashable, Codable, Sendable {
  public let rule: PruningRule
  /// N, at least 1 and less than `groupSize`.
  public let nonzeros: Int
  /// M, at most 32.
  public let groupSize: Int
  /// Consecutive samples of the batch that share the pattern of a pixel: 1, 2, 4 or 8. A last group may be smaller.
  public let share: Int
  public let weightGradient: WeightGradientSource

  /// Throws `PruningError` where N:M or the share is none of those above.
  public init(
    rule: PruningRule, nonzeros: Int, groupSize: Int, share: Int = 1, weightGradient: WeightGradientSource = .dense
  ) throws {
    guard nonzeros >= 1, nonzeros < groupSize, groupSize <= 32 else {
      throw PruningError.invalidPattern(nonzeros: nonzeros, groupSize: groupSize)
    }
    guard [1, 2, 4, 8].contains(share) else { throw PruningError.invalidShare(share) }
    self.rule = rule
    self.nonzeros = nonzeros
    self.groupSize = groupSize
    self.share = share
    self.weightGradient = weightGradient
  }

  /// How the gradient that the weight gradient is made of is pruned; nil where it is not.
  public var ofWeightGradient: Pruning? {
    switch weightGradient {
    case .dense: nil
    case .pruned: self
    case .unbiased: Pruning(self, rule: .unbiased)
    }
  }

  private init(_ other: Pruning, rule: PruningRule) {
    (self.rule, nonzeros, groupSize, share) = (rule, other.nonzeros, other.groupSize, other.share)
    weightGradient = other.weightGradient
  }

  /// Channels kept of `channels`.
  public func kept(of channels: Int) -> Int {
    channels / groupSize * nonzeros + min(nonzeros, channels % groupSize)
  }

  private enum CodingKeys: String, CodingKey {
    case rule, nonzeros, share
    case groupSize = "group_size"
    case weightGradient = "weight_gradient"
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      rule: values.decode(PruningRule.self, forKey: .rule),
      nonzeros: values.decode(Int.self, forKey: .nonzeros),
      groupSize: values.decode(Int.self, forKey: .groupSize),
      share: values.decode(Int.self, forKey: .share),
      weightGradient: values.decode(WeightGradientSource.self, forKey: .weightGradient))
  }
}
