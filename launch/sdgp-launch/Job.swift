import Files

/// One job: its ranks, started again after failures as often as its user allows.
struct Job {
  let arguments: JobArguments
  let placement: Placement
  let program: String
  let logs: RankLogs
  let settings: MPIRunCommand.Settings
  let binding: Placement.Binding
  /// What each rank takes of the processors that the launcher took; nil where it took none.
  let processorsPerRank: Int?
  let stopSignals: StopSignals
  /// Seconds that a stopping job gets to end.
  let grace: Double
  let restarts: Int

  /// Runs the job to its end.
  /// - Throws: `LaunchError` with its exit code where it failed; why was said.
  func run() throws {
    var attempt = 0
    var hasBegun = false
    var placement = placement
    // Inside an allocation the batch system starts the ranks, and looks after its hosts.
    let hosts =
      placement.hostSlots.isEmpty || placement.isAllocated
      ? nil : HostCheck(program: program, mpirun: settings.openMPI.mpirun)
    if let (host, problem) = hosts?.problems(of: placement.hostSlots.map(\.host)).first {
      throw LaunchError(ExitStatus.impossibleSettings, "host \(host) \(problem)")
    }
    while true {
      let command = MPIRunCommand(
        placement: placement, program: program,
        arguments: hasBegun ? arguments.continuingArguments : arguments.arguments, settings: settings,
        binding: binding, processorsPerRank: processorsPerRank)
      let before = arguments.outputDirectory.flatMap(RunRecord.init)
      let run = RankGroup(command: command, logs: logs, stopSignals: stopSignals, grace: grace)
      let code = try run.run()
      if code == 0 { return }
      run.failure.explanation(exitCode: code, logs: logs).forEach(Notice.show)
      guard
        arguments.isTraining, attempt < restarts, RestartRule.allows(exitCode: code), !stopSignals.wasAskedToStop
      else { throw LaunchError(code) }
      if let directory = arguments.outputDirectory {
        if attempt > 0, !RestartRule.hasProgressed(since: before, in: directory) {
          Notice.show("the restart made no step; not starting again")
          throw LaunchError(code)
        }
        // What stood in the folder before the first attempt began is another run's.
        hasBegun = hasBegun || RunRecord(folder: directory) != before
      }
      attempt += 1
      try pause(beforeAttempt: attempt, hasBegun: hasBegun, exitCode: code)
      if let hosts { placement = try remaining(of: placement, hosts: hosts, exitCode: code) }
    }
  }

  /// Waits; a signal ends the wait and the job, as stopped where its run has left a checkpoint.
  private func pause(beforeAttempt attempt: Int, hasBegun: Bool, exitCode: Int32) throws {
    let seconds = RestartRule.pause(beforeAttempt: attempt)
    Notice.show("starting again in \(Int(seconds)) s (\(attempt) of \(restarts))")
    if stopSignals.sleep(seconds: seconds) { return }
    let checkpoint = arguments.outputDirectory.map(RestartRule.newestCheckpoint) ?? 0
    throw LaunchError(hasBegun && checkpoint > 0 ? ExitStatus.stopped : exitCode)
  }

  /// The same ranks on the hosts that can still take them.
  private func remaining(of placement: Placement, hosts: HostCheck, exitCode: Int32) throws -> Placement {
    let problems = hosts.problems(of: placement.hostSlots.map(\.host))
    if problems.isEmpty { return placement }
    let others = placement.hostSlots.filter { entry in !problems.contains { $0.host == entry.host } }
    let room = others.reduce(0) { $0 + $1.slots }
    let words = problems.map { "host \($0.host) \($0.problem)" }.joined(separator: "; ")
    guard room >= placement.ranks else {
      throw LaunchError(
        exitCode, "\(words): the others have room for \(room) of \(placement.ranks) ranks; not starting again")
    }
    Notice.show("\(words): going on without")
    return try Placement(
      ranks: placement.ranks, threads: arguments.threads, hosts: others.list, hostfile: nil, machine: .current)
  }
}
