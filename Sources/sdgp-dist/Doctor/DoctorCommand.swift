import ArgumentParser
import Communication
import Files
import Training

/// `sdgp-dist doctor`: what a user needs to know before a long job.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Look at the machines and the launch; under mpirun, at all ranks together.",
    discussion: "Start it as the job will be started. Exit code 0 only if a job would run.")

  @Option(help: "The folder that the job will write to.") var output = "runs"
  @Option(help: "Threads of a rank.") var threads = 1

  func run() throws {
    try Limits.check("--threads", threads, in: Limits.threads)
    let communicator = try Communicator.start()
    let report = try HostReport.gather(threads: threads, over: communicator)
    var findings = Diagnosis.findings(reports: report, threads: threads, hosts: communicator.hostNames)
    findings.append(try SharedFolderCheck.run(folder: output, over: communicator))
    findings.append(try LinkCheck.run(over: communicator))
    let failed = findings.contains { $0.severity == .failure }
    if communicator.rank == 0 { try show(findings) }
    try Communicator.finalize()
    if failed { throw Failure(message: nil, exitCode: ExitStatus.impossibleSettings) }
  }

  private func show(_ findings: [Finding]) throws {
    let rows = findings.map { [$0.severity.mark, $0.subject, $0.text] }
    for line in TextTable(rows: rows, leftColumns: [0, 1, 2]).lines { try StandardStream.print(line) }
    let failures = findings.count { $0.severity == .failure }
    try StandardStream.print(failures == 0 ? "a job would run" : "\(failures) of these would stop a job")
  }
}
