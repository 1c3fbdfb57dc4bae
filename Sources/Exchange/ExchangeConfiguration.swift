/// The settings of the gradient exchange.
public struct ExchangeConfiguration: Codable, Hashable, Sendable {
  /// How gradients travel; nil lets the first steps' measurements choose.
  public var codec: Codec?
  /// The codecs' own options.
  public var settings = CodecSettings()
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

  /// Buckets of which MPI can still count the elements.
  private static let largestMegabytes = 8000.0

  public init() {}

  /// - Throws: `ExchangeError.invalidSetting` with a hint.
  public func validate() throws(ExchangeError) {
    try settings.validate()
    if compressAfter < 0 {
      throw .invalidSetting("--compress-after \(compressAfter) does not work; it counts steps from 0")
    }
    if !(bucketMegabytes > 0) {
      throw .invalidSetting("--bucket-megabytes \(bucketMegabytes) does not work; a bucket holds more than nothing")
    }
    if bucketMegabytes > Self.largestMegabytes {
      throw .invalidSetting(
        "--bucket-megabytes \(bucketMegabytes) does not work; MPI counts a message's elements to 2^31, "
          + "so give at most \(Self.largestMegabytes)")
    }
    if !(stallSeconds > 0 && stallSeconds.isFinite) {
      throw .invalidSetting("--stall-seconds \(stallSeconds) does not work; give the seconds an exchange may take")
    }
  }

  /// The settings by the names of their options, for a comparison over the ranks.
  var facts: [(name: String, value: String)] {
    let options = Codec.allCases.flatMap(\.options).map { ("--\($0.name)", settings[text: $0]) }
    return [("--compress", codec?.rawValue ?? "auto")] + options + [
      ("--compress-after", "\(compressAfter)"), ("error feedback", "\(usesErrorFeedback)"),
      ("--bucket-megabytes", "\(bucketMegabytes)"), ("overlap", "\(overlaps)"),
    ]
  }
}
