import ArgumentParser

/// `sdgp-dist bench`: measures what pruning saves.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measures what pruning and compression save.",
    subcommands: [
      BenchKernels.self, BenchStep.self, BenchExchange.self, BenchScaling.self, BenchTiming.self,
      BenchClock.self,
    ])
}
