import Compression

/// How a gradient travels between the ranks. A new codec is a file like those in `Codecs` and a line in `allCases`:
/// command line, `auto` and benchmark take everything they need to know from there.
public struct Codec: RawRepresentable, CaseIterable, Hashable, Codable, Sendable {
  /// From the least to the most that is lost.
  public static let allCases: [Codec] = [
    none,
    bf16,
    fp16,
    nm,
    powersgd,
  ]

  /// The name on the command line.
  public let rawValue: String
  /// The codec in a line of help.
  public let summary: String
  /// What the command line can set.
  public let options: [any CodecOptionDescription]

  /// The share of a step's time that the codec must save for `auto` to prefer it: little where it rounds, more the more
  /// steps late it sends a value. Nil where `auto` never tries it.
  let leastGain: Double?
  /// The largest relative error that one sum may have in the benchmark.
  let largestError: Double
  /// The option of which the benchmark measures every choice, unless one is given.
  public let variedOption: (any CodecOptionDescription)?
  let check: @Sendable (CodecSettings) throws(ExchangeError) -> Void
  /// The cost of a bucket of these tensors.
  let cost: @Sendable ([GradientTensor], CodecSettings) -> ExchangeCost
  let makeSum: @Sendable (Bucket) throws -> any BucketSum

  /// Describes a codec.
  ///
  /// - Parameter check: refuses values of the options that do not work together.
  init(
    _ name: String, summary: String, leastGain: Double?, largestError: Double,
    options: [any CodecOptionDescription] = [], variedOption: (any CodecOptionDescription)? = nil,
    check: @escaping @Sendable (CodecSettings) throws(ExchangeError) -> Void = { _ in },
    cost: @escaping @Sendable ([GradientTensor], CodecSettings) -> ExchangeCost,
    makeSum: @escaping @Sendable (Bucket) throws -> any BucketSum
  ) {
    rawValue = name
    self.summary = summary
    self.leastGain = leastGain
    self.largestError = largestError
    self.options = options
    self.variedOption = variedOption
    self.check = check
    self.cost = cost
    self.makeSum = makeSum
  }

  /// The codec of that name.
  public init?(rawValue: String) {
    guard let codec = Self.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
    self = codec
  }

  public static func == (left: Codec, right: Codec) -> Bool { left.rawValue == right.rawValue }
  public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
}
