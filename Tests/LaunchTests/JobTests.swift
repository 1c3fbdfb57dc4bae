import Foundation
import TestSupport
import Testing

/// The built launcher with the real mpirun and a shell script in the place of sdgp-dist.
@Suite("Whole jobs", .serialized)
struct JobTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Starts the launcher on two ranks of a program whose lines are `script`; `$r` is the rank.
  private func start(_ script: String, options: [String] = [], arguments: [String] = ["train", "--output", "run"])
    throws -> LaunchedJob
  {
    try folder.write(program: "#!/bin/bash\nr=$OMPI_COMM_WORLD_RANK\n" + script + "\n", to: "program")
    return try LaunchedJob(
      folder: folder, arguments: ["-n", "2", "--program", folder.path("program")] + options + ["--"] + arguments)
  }

  /// The processes whose numbers the ranks wrote to `pid-R` are gone, at once or soon.
  private func expectProcessesToEnd() throws {
    for rank in 0..<2 {
      let process = try #require(pid_t(try folder.text("pid-\(rank)").filter(\.isNumber)))
      #expect(LaunchedJob.wait { kill(process, 0) != 0 })
      try FileManager.default.removeItem(atPath: folder.path("pid-\(rank)"))
    }
  }

  @Test("Rank 0 would not be shown, other ranks would be, a log would be missing, or no timing would stand at the end")
  func shownAndLogged() throws {
    let job = try start("echo words of rank $r: $*", options: ["--log-dir", "kept"])
    try folder.write(TimingTests.summary, to: "run/summary.json")
    let end = job.end()
    #expect(end.code == 0)
    #expect(end.output.hasPrefix("words of rank 0: train --output run\n"))
    #expect(!end.output.contains("rank 1:"))
    #expect(end.output.contains("forward"))
    #expect(try folder.text("kept/rank-0.log") == "words of rank 0: train --output run\n")
    #expect(try folder.text("kept/rank-1.log") == "words of rank 1: train --output run\n")
  }

  @Test("A training's own log would hold each line twice, or miss what only standard error says")
  func loggedOnce() throws {
    let end = try start("mkdir -p run/logs; echo own >> run/logs/rank-$r.log; echo own; echo said >&2; sleep 0.3").end()
    #expect(end.code == 0)
    for rank in 0..<2 {
      let lines = try folder.text("run/logs/rank-\(rank).log").split(separator: "\n").sorted()
      #expect(lines == ["own", "said"])
    }
  }

  @Test(
    "The job's exit code would be lost, or one mistake would be told more than once", arguments: [64, 65, 74, 75, 78])
  func exitCode(code: Int32) throws {
    // Open MPI 5 may lose what a rank writes in its last milliseconds; sdgp-dist has a barrier there.
    let script = "[ $r = 0 ] && echo 'sdgp-dist: wrong (hint)' >&2; sleep 0.3; exit \(code)"
    let end = try start(script, options: ["--restarts", "2"]).end()
    #expect(end.code == code)
    #expect(end.errors == "sdgp-dist: wrong (hint)\n" || code == 74)
  }

  @Test("Someone who does not know the launcher would get an error instead of help, or no version")
  func helpAndVersion() throws {
    for (arguments, beginning) in [([], "OVERVIEW"), (["--version"], "0."), (["--help"], "OVERVIEW")] {
      let end = try LaunchedJob(folder: folder, arguments: arguments).end()
      #expect(end.code == 0 && end.output.hasPrefix(beginning) && end.errors.isEmpty, "\(arguments)")
    }
  }

  @Test("An mpirun that locks itself up when its ranks have ended would hang the job for ever")
  func mpirunThatDoesNotEnd() throws {
    try folder.write(
      program: """
        #!/bin/bash
        [ "$1" = --version ] && echo 'mpirun (Open MPI) 4.1.4' && exit
        sleep 2.5 &
        exec 3<>fifo
        while true; do read -t 60 -u 3; done
        """, to: "mpirun")
    mkfifo(folder.path("fifo"), 0o600)
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let job = try LaunchedJob(
      folder: folder, arguments: ["-n", "1", "--program", "/bin/true", "--", "bench"],
      environment: ["PATH": "\(folder.path):\(path)"])
    let end = job.end()
    #expect(end.code == 137)
    #expect(end.errors.contains("mpirun went on though all ranks had ended"), "\(end.errors)")
  }

  @Test("Two jobs would sit on the same cores while others idle, or nobody would be told that there are too few")
  func coresOfTwoJobs() throws {
    try folder.write(
      program: """
        #!/bin/bash
        sed -n 's/Cpus_allowed_list:\\t//p' /proc/self/status > $2.partial && mv $2.partial $2
        until [ -e stop ]; do sleep 0.1; done
        """, to: "program")
    let jobs = try ["a", "b"].map { name in
      let job = try LaunchedJob(
        folder: folder,
        arguments: ["-n", "1", "--bind", "core", "--program", folder.path("program"), "--", "bench", name])
      job.wait(for: [name])
      return job
    }
    try folder.write("", to: "stop")
    let ends = jobs.map { $0.end() }
    #expect(ends.map(\.code) == [0, 0])
    // Another job of this machine may have its cores.
    if ends.allSatisfy({ !$0.errors.contains("cores") }) {
      #expect(try folder.text("a") != folder.text("b"))
    } else {
      #expect(ends.allSatisfy { $0.errors.isEmpty || $0.errors.contains("the ranks share them all") })
    }
  }

  // mpirun names it only where the ranks use MPI: see FailingRankTests.
  @Test("A rank that dies would leave the job hanging")
  func killedRank() throws {
    let job = try start(
      "touch ready-$r; until [ -e ready-0 ]; do sleep 0.1; done; [ $r = 1 ] && kill -9 $$; exec sleep 100000")
    #expect(job.end().code == 137)
  }

  @Test(
    "A job would not be started again after a failure, or too often, or lose what it had done",
    arguments: [("12", 3), ("10", 2)])
  func restarts(lastStep: String, starts: Int) throws {
    // Each start finds a checkpoint of step 10; one that comes no further would not come further the next time.
    let script = """
      echo "$*" >>args-$r; mkdir -p run/checkpoints/step-10; echo '{"step":\(lastStep)}' >run/metrics.jsonl
      echo '{"continued_from":10}' >run/config.json; exit 70
      """
    let end = try start(script, options: ["--restarts", "2"]).end()
    #expect(end.code == 70)
    let arguments = try folder.text("args-0").split(separator: "\n").map(String.init)
    let again = Array(repeating: "train --output run --resume", count: starts - 1)
    #expect(arguments == ["train --output run"] + again)
  }

  @Test("A run that was to be replaced would be continued, since the first start ended before it had begun")
  func startsAgainBeforeTheRunBegan() throws {
    try folder.write("{}", to: "run/config.json")
    try folder.write("", to: "run/checkpoints/step-10/manifest.json")
    let end = try start(
      "echo \"$*\" >>args-$r; exit 70", options: ["--restarts", "1"],
      arguments: ["train", "--output", "run", "--overwrite"]
    ).end()
    #expect(end.code == 70)
    let arguments = try folder.text("args-0").split(separator: "\n").map(String.init)
    #expect(arguments == Array(repeating: "train --output run --overwrite", count: 2))
  }

  @Test("A signal would not let the ranks end in good order", arguments: [SIGINT, SIGTERM, SIGUSR1])
  func stopsInGoodOrder(signal: Int32) throws {
    let job = try start(
      "trap 'touch stopped-$r; exit 75' USR1; touch ready-$r; while :; do sleep 0.1; done",
      options: ["--restarts", "1"])
    job.wait(for: ["ready-0", "ready-1"])
    job.send(signal)
    #expect(job.end().code == 75)
    #expect(FileManager.default.fileExists(atPath: folder.path("stopped-0")))
    #expect(FileManager.default.fileExists(atPath: folder.path("stopped-1")))
  }

  @Test("Ranks that do not stop would outlive the grace, or a second interrupt")
  func endsAfterTheGrace() throws {
    let stuck = "trap '' USR1; echo $$ >number-$r; mv number-$r pid-$r; while :; do sleep 0.1; done"
    for (grace, signals) in [("0.5", [SIGTERM]), ("100000", [SIGINT, SIGINT]), ("100000", [SIGTERM, SIGINT])] {
      let job = try start(stuck, options: ["--grace", grace])
      job.wait(for: ["pid-0", "pid-1"])
      for signal in signals {
        job.send(signal)
        job.wait(forWords: "interrupt again to stop at once")
      }
      #expect(![0, 75].contains(job.end().code))
      try expectProcessesToEnd()
    }
  }

  @Test("Ranks would run on, unseen, after the launcher was killed")
  func endsWithTheLauncher() throws {
    let job = try start("echo $$ >number-$r; mv number-$r pid-$r; exec sleep 100000")
    job.wait(for: ["pid-0", "pid-1"])
    job.send(SIGKILL)
    #expect(job.end().code == 137)
    try expectProcessesToEnd()
  }

  @Test(
    "Wrong use would end in another code than 64, or in more than one line",
    arguments: [
      ["--", "train"], ["-n", "0", "--", "train"], ["-n", "2"], ["-n", "2", "--nonsense", "--", "train"],
      ["-n", "2", "--hosts", "a:x", "--", "train"], ["-n", "1", "--hosts", "a", "--hostfile", "b", "--", "train"],
      ["-n", "9223372036854775807", "--", "train"],
      ["-n", "2147483648", "--threads", "9223372036854775807", "--", "train"],
      ["-n", "2", "--threads", "9223372036854775807", "--", "train"], ["-n", "2", "--grace", "inf", "--", "train"],
      ["-n", "2", "--hosts", "a:9223372036854775807,b:9223372036854775807", "--", "train"],
      ["-n", "2", "--", "train", "--output", ""], ["-n", "2", "--log-dir", "", "--", "train"],
    ])
  func wrongUse(arguments: [String]) throws {
    let end = try LaunchedJob(folder: folder, arguments: arguments).end()
    #expect(end.code == 64)
    #expect(end.output == "")
    #expect(end.errors.hasPrefix("sdgp-launch: "))
    #expect(end.errors.split(separator: "\n").count == 1)
  }

  @Test(
    "A missing program would end in a page of mpirun's text, or a job that never began would leave a folder of a run",
    arguments: [
      ["--program", "missing"], ["--hosts", "localhost:1"], ["--hosts", "localhost:1", "--log-dir", "kept"],
    ])
  func refusedJob(options: [String]) throws {
    let end = try LaunchedJob(folder: folder, arguments: ["-n", "2"] + options + ["--", "train"]).end()
    #expect(end.code == 78)
    #expect(end.errors.split(separator: "\n").count == 1)
    #expect(try folder.names().sorted() == ["stderr", "stdout"])
  }

  @Test("Who asks for a subcommand's help would get the folder of a run, and be told that it has no timing")
  func helpOfASubcommand() throws {
    for flag in ["--help", "-h"] {
      let end = try LaunchedJob(folder: folder, arguments: ["-n", "2", "--", "train", flag]).end()
      #expect(end.code == 0 && end.output.hasPrefix("OVERVIEW: Train a model") && end.errors.isEmpty, "\(end)")
    }
    #expect(try folder.names().sorted() == ["stderr", "stdout"])
  }
}
