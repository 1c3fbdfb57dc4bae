import ArgumentParser
import Exchange

/// The options that say how ranks exchange gradients.
struct ExchangeOptions: ParsableArguments {
  /// What `--compress` takes: a codec, or the choice left to the first steps.
  struct Compress: ExpressibleByArgument {
    var codec: Codec?

    init(codec: Codec?) { self.codec = codec }

    init?(argument: String) {
      codec = Codec(rawValue: argument)
      guard codec != nil || argument == "auto" else { return nil }
    }

    var defaultValueDescription: String { codec?.rawValue ?? "auto" }

    static var allValueStrings: [String] { ["auto"] + Codec.allCases.map(\.rawValue) }

    static var allValueDescriptions: [String: String] {
      let codecs = Codec.allCases.map { ($0.rawValue, $0.summary) }
      return Dictionary(uniqueKeysWithValues: [("auto", "what the first steps' measurements favour")] + codecs)
    }
  }

  @Option(help: "How gradients travel between the ranks.") var compress = Compress(codec: nil)
  @OptionGroup var codecs: CodecOptions
  @Option(help: "Steps in fp32 before the codec starts.") var compressAfter = 0
  @Flag(inversion: .prefixedNo, help: "Codecs nm and powersgd: add what was not sent to the next step's gradient.")
  var errorFeedback = true
  @Option(help: "Largest size of a gradient bucket.") var bucketMegabytes = 25.0
  @Flag(inversion: .prefixedNo, help: "Exchange while backward goes on.") var overlap = true
  @Option(help: "Longest time for which a rank waits for the others; then the late ranks are named and the job ends.")
  var stallSeconds = 300.0

  /// What the options come to.
  func configuration() -> ExchangeConfiguration {
    var configuration = ExchangeConfiguration()
    configuration.codec = compress.codec
    configuration.settings = CodecSettings(codecs.given)
    configuration.compressAfter = compressAfter
    configuration.usesErrorFeedback = errorFeedback
    configuration.bucketMegabytes = bucketMegabytes
    configuration.overlaps = overlap
    configuration.stallSeconds = stallSeconds
    return configuration
  }
}
