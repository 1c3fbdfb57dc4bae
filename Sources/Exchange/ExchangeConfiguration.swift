import Compression

/// The settings of the gradient exchange.
public struct ExchangeConfiguration: Codable, Hashable, Sendable {
  /// How gradients travel; nil lets the first steps' measurements choose.
  public var codec: Codec?
  /// Codec `nm`: values kept in a group.
  public var nonzeros = 2
  /// Codec `nm`: consecutive elements that form a group, at most 32.
  public var groupSize = 4
  /// Codec `nm`: who chooses.
  public var mask = MaskSource.leader
  /// Codec `powersgd`: the factors' rank. With 4, accuracy stays closer to fp32's than with 2.
  public var powerSGDRank = 4
  /// Steps that travel in fp32 before the codec starts.
  public var compressAfter = 0
  /// Whether codecs add what they did not send to the next step's gradient.
  public var usesErrorFeedback = true
  /// A bucket's largest size; a tensor larger than that is a bucket of its own.
  public var bucketMegabytes = 25.0
  /// Whether buckets travel while backward goes on.
  public var overlaps = true
  /// How long a bucket may be under way before the job is ended.
  public var stallSeconds = 300.0

  public init() {}

  /// - Throws: `ExchangeError.invalidSetting` with a hint.
  public func validate() throws(ExchangeError) {
    if nonzeros < 1 || nonzeros >= groupSize || groupSize > 32 {
      throw .invalidSetting(
        "--compress-nonzeros \(nonzeros) --compress-group-size \(groupSize) does not work; "
          + "keep 1 to M-1 of every M values, M at most 32")
    }
    if powerSGDRank < 1 {
      throw .invalidSetting("--powersgd-rank \(powerSGDRank) does not work; the factors' rank is at least 1")
    }
    if compressAfter < 0 {
      throw .invalidSetting("--compress-after \(compressAfter) does not work; it counts steps from 0")
    }
    if !(bucketMegabytes > 0) {
      throw .invalidSetting("--bucket-megabytes \(bucketMegabytes) does not work; a bucket holds more than nothing")
    }
    if !(stallSeconds > 0) {
      throw .invalidSetting("--stall-seconds \(stallSeconds) does not work; give the seconds an exchange may take")
    }
  }

  /// The settings by the names of their options, for a comparison over the ranks.
  var facts: [(name: String, value: String)] {
    [
      ("--compress", codec?.rawValue ?? "auto"), ("--compress-nonzeros", "\(nonzeros)"),
      ("--compress-group-size", "\(groupSize)"), ("--compress-mask", mask.rawValue),
      ("--powersgd-rank", "\(powerSGDRank)"), ("--compress-after", "\(compressAfter)"),
      ("error feedback", "\(usesErrorFeedback)"), ("--bucket-megabytes", "\(bucketMegabytes)"),
      ("overlap", "\(overlaps)"),
    ]
  }
}
