import ArgumentParser
import Compression
import Training

/// The options that say how ranks exchange gradients.
struct ExchangeOptions: ParsableArguments {
  @Option(help: "Largest size of a gradient bucket.") var bucketMegabytes = 25.0
  @Flag(inversion: .prefixedNo, help: "Exchange while backward goes on.") var overlap = true
  @Option(help: "Longest time of one exchange; then the late ranks are named and the job ends.")
  var stallSeconds = 300.0

  /// What the options come to.
  func configuration() -> ExchangeConfiguration {
    var configuration = ExchangeConfiguration()
    configuration.codec = Codec.none
    configuration.bucketMegabytes = bucketMegabytes
    configuration.overlaps = overlap
    configuration.stallSeconds = stallSeconds
    return configuration
  }
}
