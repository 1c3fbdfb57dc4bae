import ArgumentParser
import Communication
import Compression
import Exchange
import Files
import Foundation
import Kernels
import Training

/// `sdgp-dist bench exchange`.
struct BenchExchange: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "exchange",
    abstract: "Check and time every codec's gradient exchange over the ranks and hosts of mpirun.",
    discussion: "nm is measured with every --compress-mask, unless one is given.")

  @Option(parsing: .upToNextOption, help: "Sizes of the fp32 gradient, in millions of bytes.")
  var megabytes = [44.0]
  @Option(parsing: .upToNextOption, help: "all, or \(Self.names).") var codec = ["all"]
  @OptionGroup var codecOptions: CodecOptions
  @Option(help: "Largest size of a gradient bucket.") var bucketMegabytes = 25.0
  @Option(help: "Instruction set of the codecs.") var kernels = KernelSelection.auto
  @Option(help: "Write the rows to this file.") var json: String?

  private static let names = Codec.allCases.map(\.rawValue).joined(separator: ", ")

  func validate() throws {
    if let unknown = codec.first(where: { $0 != "all" && Codec(rawValue: $0) == nil }) {
      throw ValidationError("no codec is called \(unknown); give all, or some of \(Self.names)")
    }
    if let size = megabytes.first(where: { !($0 > 0 && $0 <= 8000) }) {
      throw ValidationError("--megabytes \(size) does not work; give sizes above 0 and up to 8000")
    }
  }

  func run() throws {
    let communicator = try Communicator.start()
    let kernels = try ComputeContext(kernels: kernels).kernels
    try communicator.collectively(for: "the memory") {
      // The gradient, what is sent and received, residuals, and the exact sums.
      try AvailableMemory.require(8e6 * (megabytes.max() ?? 0), for: communicator, hint: "lower --megabytes")
    }
    var rows: [ExchangeBenchmark.Row] = []
    if communicator.rank == 0 { try StandardStream.print(Self.header) }
    for size in megabytes {
      for (codec, settings) in ways {
        var configuration = ExchangeConfiguration()
        configuration.settings = settings
        configuration.bucketMegabytes = bucketMegabytes
        let benchmark = ExchangeBenchmark(
          communicator: communicator, configuration: configuration, tiles: kernels.codecTiles)
        let row = try benchmark.measure(codec, megabytes: size)
        rows.append(row)
        if communicator.rank == 0 { try StandardStream.print(line(row)) }
      }
    }
    if communicator.rank == 0, let json { try WholeFile.write(json: rows, to: json) }
    try Communicator.finalize()
  }

  /// Every codec asked for; every choice of its varied option, unless one was given.
  private var ways: [(Codec, CodecSettings)] {
    let codecs = codec.contains("all") ? Codec.allCases : codec.compactMap(Codec.init)
    let settings = CodecSettings(codecOptions.given)
    return codecs.flatMap { codec in
      guard let option = codec.variedOption, codecOptions.given[option.name] == nil else { return [(codec, settings)] }
      return option.choices.map { choice in
        var varied = settings
        varied[text: option] = choice
        return (codec, varied)
      }
    }
  }

  private static let header = """
    codec         ranks  MB (fp32)          ms   bytes sent   fewer    GB/s  encode GB/s      error  after 100  no feedback
    """

  private func line(_ row: ExchangeBenchmark.Row) -> String {
    let name = row.variant.map { "\(row.codec) \($0)" } ?? row.codec
    let encode = row.encodeGbPerSecond.map { String(format: "%.1f", $0) } ?? "-"
    let fewer = row.bytesSent > 0 ? String(format: "%.1fx", row.megabytes * 1e6 / row.bytesSent) : "-"
    func right(_ text: String, _ width: Int) -> String {
      String(repeating: " ", count: max(0, width - text.count)) + text
    }
    return name.padding(toLength: 12, withPad: " ", startingAt: 0) + right("\(row.ranks)", 7)
      + right(String(format: "%.1f", row.megabytes), 11) + right(String(format: "%.2f", row.milliseconds), 12)
      + right(String(format: "%.0f", row.bytesSent), 13) + right(fewer, 8)
      + right(String(format: "%.2f", row.effectiveGbPerSecond), 8) + right(encode, 13)
      + right(String(format: "%.1e", row.relativeError), 11)
      + right(String(format: "%.1e", row.relativeErrorAfter100Rounds), 11)
      + right(String(format: "%.1e", row.relativeErrorAfter100RoundsWithoutFeedback), 13)
  }
}
