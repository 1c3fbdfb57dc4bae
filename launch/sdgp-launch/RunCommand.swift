import ArgumentParser
import Files
import Foundation

/// Runs one job: `sdgp-launch -n 4 -- train --data digits`.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Start a job, follow it, and print where its time went (the default).",
    usage: "sdgp-launch -n RANKS [OPTIONS] -- train ...",
    discussion: """
      The exit code is the job's. SIGINT, SIGTERM, SIGHUP and SIGUSR1 reach the ranks as SIGUSR1; a second SIGINT \
      stops at once. A training that is started again continues from its newest checkpoint; a restart that makes no \
      step is the last one.
      """)

  @Option(name: [.customShort("n"), .customLong("ranks")], help: "Number of ranks.")
  var ranks: Int?

  @Option(help: "Runs a training at each of these numbers of ranks, as 1,2,4, and shows how it scales.")
  var scaling: RankCounts?

  @Option(help: "Hosts and their ranks, a:2,b:2; inside a batch system's allocation its own list holds.")
  var hosts: String?

  @Option(help: "A hostfile as mpirun reads it.")
  var hostfile: String?

  @Option(help: "Cores and threads of a rank; passed on to sdgp-dist.")
  var threads: Int?

  @Option(help: "How often to start a training again after a failure, from its newest checkpoint.")
  var restarts = 0

  @Option(help: "Seconds that a stopping job gets to end.")
  var grace = 120.0

  @Option(help: "Folder of the ranks' logs (default: logs in the run's output folder).")
  var logDir: String?

  @Option(help: "Path of sdgp-dist (default: beside sdgp-launch, else on PATH).")
  var program: String?

  @Option(help: "What each rank is bound to: cores that no other job has, a socket, or none.")
  var bind = Placement.Binding.core

  @Flag(help: "Say which rank gets which cores.")
  var verbose = false

  @Flag(help: "Leave out the timing at the end.")
  var quiet = false

  @Argument(parsing: .postTerminator, help: "What each rank runs: a subcommand of sdgp-dist with its options.")
  var arguments: [String] = []

  func validate() throws {
    guard (ranks == nil) != (scaling == nil) else {
      throw ValidationError("say how many ranks: -n RANKS, or --scaling 1,2,4 for one job after the other")
    }
    if let ranks, !Placement.rankCounts.contains(ranks) {
      throw ValidationError("-n must be 1 to \(Placement.rankCounts.upperBound)")
    }
    if scaling != nil, arguments.first != "train" { throw ValidationError("--scaling runs trainings: -- train ...") }
    if let threads, !JobArguments.threadCounts.contains(threads) {
      throw ValidationError("--threads must be 1 to \(JobArguments.threadCounts.upperBound)")
    }
    if restarts < 0 { throw ValidationError("--restarts must be 0 or more") }
    if !(grace >= 0 && grace <= 1e9) { throw ValidationError("--grace must be 0 to 1e9 seconds") }
    if hosts != nil, hostfile != nil { throw ValidationError("give --hosts or --hostfile, not both") }
    if JobArguments.value(of: "--output", in: arguments) == "" || logDir == "" {
      throw ValidationError("a folder's name is empty, as an unset variable of a script is; name one or leave it out")
    }
    if arguments.isEmpty {
      throw ValidationError("nothing to run: put the subcommand after two dashes, as in -- train --data digits")
    }
  }

  func run() throws {
    let program = try ProgramLocation.find(named: self.program)
    try SharedLibraries.check(program: program)
    // Who asks for help starts no job.
    if arguments.contains(where: ["--help", "-h"].contains) {
      let code = try Self.runAlone(program, arguments)
      guard code == 0 else { throw LaunchError(code) }
      return
    }
    try runJobs(of: program)
  }

  /// Runs the job, or those of `--scaling` one after the other.
  private func runJobs(of program: String) throws {
    let given = JobArguments(arguments, threads: threads)
    let stopSignals = StopSignals()
    let settings = try MPIRunCommand.Settings.current()
    let placements = try (scaling?.values ?? [ranks!]).map { count in
      try Placement(ranks: count, threads: given.threads, hosts: hosts, hostfile: hostfile, machine: .current)
    }
    // Only now: a job that cannot be placed leaves no folder.
    let job = try given.withFolder()
    func run(_ job: JobArguments, _ placement: Placement) throws {
      let logs = try RankLogs(
        directory: logDir ?? job.outputDirectory.map { $0 + "/logs" } ?? "logs",
        keepsOutput: logDir != nil || !job.isTraining)
      let processors = FreeProcessors()
      let taken = takeProcessors(processors, placement: placement, threads: job.threads)
      defer { processors.release() }
      try Job(
        arguments: job, placement: placement, program: program, logs: logs, settings: settings,
        // Ranks bind themselves to their part of what the launcher took, or share what there is.
        binding: bind == .core && placement.isLocal ? .none : bind,
        processorsPerRank: taken == nil ? nil : job.threads, stopSignals: stopSignals, grace: grace,
        restarts: restarts
      ).run()
      if job.isTraining, !quiet, let directory = job.outputDirectory { Self.printTiming(of: directory) }
    }

    guard scaling != nil else { return try run(job, placements[0]) }
    guard let directory = job.outputDirectory else {
      throw LaunchError(
        ExitStatus.impossibleSettings, "--scaling starts new runs; leave --resume out, or name --output")
    }
    for placement in placements {
      Notice.show("\(placement.ranks) rank\(placement.ranks == 1 ? "" : "s")")
      try run(job.writing(to: "\(directory)/ranks-\(placement.ranks)"), placement)
    }
    let runs = try placements.map { try RunSummary(folder: "\(directory)/ranks-\($0.ranks)") }
    try StandardStream.print(ScalingTable(runs).text)
    // It names the page that it draws of the runs.
    try Self.runAlone(program, ["report", directory])
  }

  /// Takes cores of this machine for a job that runs here alone; nil where they are somebody else's to share out, or too
  /// few, which is said.
  private func takeProcessors(_ processors: FreeProcessors, placement: Placement, threads: Int) -> [Int]? {
    if verbose, !placement.isLocal, bind != .none { Notice.show("mpirun binds the ranks on their hosts") }
    guard bind == .core, placement.isLocal else { return nil }
    guard placement.coresPerRank != nil else {
      Notice.show(
        "\(placement.ranks) ranks of \(threads) thread\(threads == 1 ? "" : "s") share fewer cores; for speed start fewer"
      )
      return nil
    }
    let (taken, others) = processors.take(placement.ranks * threads)
    guard let taken else {
      let holders = others.prefix(4).joined(separator: ", ") + (others.count > 4 ? ", ..." : "")
      Notice.show("too few cores are free: \(holders) have some; the ranks share them all, as with --bind none")
      return nil
    }
    if verbose {
      for rank in 0..<placement.ranks {
        let own = taken[rank * threads..<(rank + 1) * threads].map(String.init).joined(separator: ", ")
        Notice.show("rank \(rank): processor\(threads == 1 ? "" : "s") \(own)")
      }
    }
    return taken
  }

  /// Runs sdgp-dist outside a job, and returns its exit code.
  @discardableResult
  private static func runAlone(_ program: String, _ arguments: [String]) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }

  /// A job that ended well stays so when its timing cannot be read.
  private static func printTiming(of directory: String) {
    do {
      try StandardStream.print(TimingTable(try RunSummary(folder: directory)).text)
    } catch {
      Notice.show("no timing: \(error)")
    }
  }
}

extension Placement.Binding: ExpressibleByArgument {}
