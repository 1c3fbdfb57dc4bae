import ArgumentParser
import Communication
import Exchange
import Files
import Training

/// `sdgp-dist bench scaling`.
struct BenchScaling: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scaling",
    abstract: "Works out a step's time on many ranks from this machine's measured step and a link.",
    discussion: """
      Measures a dense and a pruned step of one rank, when each gradient is ready, and what each codec takes of the \
      processor; bytes and messages follow from formulas. A model, not a measurement: it knows nothing of other jobs on \
      the link, of the system's network code and of ranks that differ. Start it without mpirun, on a machine like those \
      of the job.
      """)

  @Option(help: "The largest number of ranks; the table has each power of two up to it.") var ranks = 1024
  @Option(help: "Gbit/s of each rank's link.") var gbit = 10.0
  @Option(help: "Microseconds from one rank to another, of a message however small.") var latencyUs = 20.0
  @OptionGroup var options: StepOptions
  @OptionGroup var codecOptions: CodecOptions
  @Option(help: "Largest size of a gradient bucket.") var bucketMegabytes = 25.0
  @Option(help: "Steps of each kind that are measured.") var rounds = 7
  @Option(help: "Writes the figures to this file.") var json: String?

  /// Beyond it nobody's MPI is set up alike.
  private static let largestRanks = 1 << 20

  func run() throws {
    let communicator = try Communicator.start()
    try communicator.collectively(for: "the options") { try check(ranksHere: communicator.size) }
    let figures = try ScalingFigures(
      setting: try options.setting(communicator), pruning: try options.pruning(), rounds: rounds,
      ranks: ranks,
      link: Link(gigabitsPerSecond: gbit, latencyMicroseconds: latencyUs), configuration: exchange)
    try StandardStream.print(figures.text)
    if let json { try WholeFile.write(json: figures, to: json) }
    try Communicator.finalize()
  }

  private var exchange: ExchangeConfiguration {
    var configuration = ExchangeConfiguration()
    configuration.settings = CodecSettings(codecOptions.given)
    configuration.bucketMegabytes = bucketMegabytes
    return configuration
  }

  private func check(ranksHere: Int) throws {
    guard ranksHere == 1 else {
      throw SettingsError("bench scaling measures one rank and works out the others; start it without mpirun")
    }
    try Limits.check("--ranks", ranks, in: 1...Self.largestRanks)
    try options.check()
    try Limits.check("--rounds", rounds, in: Limits.counts)
    guard gbit > 0, gbit.isFinite else {
      throw SettingsError("--gbit \(gbit) is no speed; give the link's, such as 10")
    }
    guard latencyUs >= 0, latencyUs.isFinite else {
      throw SettingsError("--latency-us \(latencyUs) is no time; give microseconds, such as 20")
    }
  }
}
