import ArgumentParser
import Compression
import Exchange
import Training

/// The options that say how ranks exchange gradients.
struct ExchangeOptions: ParsableArguments {
  /// What `--compress` takes: a codec, or the choice left to the first steps.
  enum Compress: String, CaseIterable, ExpressibleByArgument {
    case auto, none, bf16, fp16, nm, powersgd
  }

  @Option(help: "How gradients travel between the ranks.") var compress = Compress.auto
  @Option(help: "Codec nm: values kept in a group.") var compressNonzeros = 2
  @Option(help: "Codec nm: elements of a group, at most 32.") var compressGroupSize = 4
  @Option(help: "Codec nm: the values are chosen by a leader or by a seeded hash.") var compressMask = MaskSource.leader
  @Option(help: "Codec powersgd: rank of the factors.") var powersgdRank = 4
  @Option(help: "Steps in fp32 before the codec starts.") var compressAfter = 0
  @Flag(inversion: .prefixedNo, help: "Codecs nm and powersgd: add what was not sent to the next step's gradient.")
  var errorFeedback = true
  @Option(help: "Largest size of a gradient bucket.") var bucketMegabytes = 25.0
  @Flag(inversion: .prefixedNo, help: "Exchange while backward goes on.") var overlap = true
  @Option(help: "Longest time of one exchange; then the late ranks are named and the job ends.")
  var stallSeconds = 300.0

  /// What the options come to.
  func configuration() -> ExchangeConfiguration {
    var configuration = ExchangeConfiguration()
    configuration.codec = Codec(rawValue: compress.rawValue)
    configuration.nonzeros = compressNonzeros
    configuration.groupSize = compressGroupSize
    configuration.mask = compressMask
    configuration.powerSGDRank = powersgdRank
    configuration.compressAfter = compressAfter
    configuration.usesErrorFeedback = errorFeedback
    configuration.bucketMegabytes = bucketMegabytes
    configuration.overlaps = overlap
    configuration.stallSeconds = stallSeconds
    return configuration
  }
}
