import TestSupport
import Testing

@testable import sdgp_dist

/// If these fail, a user learns only after hours in the queue that a job cannot run.
@Suite struct DoctorTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: [1, 3]) func aMachineThatWorksIsSaidToWork(ranks: Int) throws {
    let program = try Program(["doctor", "--output", folder.path("new")], ranks: ranks)
    #expect(program.exitCode == 0, "\(program.errors)\(program.output)")
    for subject in ["ranks", "MPI", "kernels", "oneDNN", "memory", "/dev/shm", "output", "exchange"] {
      #expect(program.output.contains(" \(subject) "), "\(program.output)")
    }
    #expect(program.output.hasSuffix("a job would run\n"))
    #expect(try folder.names().isEmpty, "What the check wrote is gone.")
  }

  @Test func aFolderThatCannotBeWrittenStopsAJob() throws {
    try folder.write("", to: "file")
    let program = try Program(["doctor", "--output", folder.path("file/below")], ranks: 2)
    #expect(program.exitCode == 78)
    #expect(program.output.contains("FAIL  output") && program.output.hasSuffix("1 of these would stop a job\n"))
  }

  private func report() -> HostReport {
    HostReport(
      kernels: "avx2", oneDNN: "3.7.2", program: "1", openMPI: "Open MPI v5.0.7", processors: [0, 1], processorCount: 2,
      memoryBytes: 8 << 30, sharedMemoryBytes: 1 << 30, time: 1000)
  }

  /// What is said of `subject` of two ranks, the second on a host of its own where `apart`.
  private func finding(
    _ subject: String, threads: Int = 1, apart: Bool = true, _ change: (inout HostReport) -> Void
  ) throws -> Finding {
    var other = report()
    change(&other)
    let findings = Diagnosis.findings(reports: [report(), other], threads: threads, hosts: ["a", apart ? "b" : "a"])
    return try #require(findings.first { $0.subject == subject })
  }

  @Test func whatDiffersBetweenHostsIsNamed() throws {
    for (subject, change) in [
      ("sdgp-dist", { $0.program = "2" }), ("MPI", { $0.openMPI = "Open MPI v4.1.4" }),
      ("oneDNN", { $0.oneDNN = "2.6.3" }),
    ] as [(String, (inout HostReport) -> Void)] {
      let finding = try finding(subject, change)
      #expect(finding.severity == .failure && finding.text.contains(" on b; "))
    }
    #expect(try finding("kernels") { $0.kernels = "avx512" }.severity == .warning)
    #expect(try finding("clocks") { $0.time = 1003 }.text.contains("b the latest"))
    #expect(try finding("clocks") { $0.time = 1000.2 }.severity == .good)
  }

  @Test func scarceProcessorsAndMemoryAreSaid() throws {
    #expect(try finding("processors", apart: false) { _ in }.severity == .good)
    #expect(try finding("processors", threads: 2, apart: false) { _ in }.text.contains("share 2 processors on a"))
    #expect(try finding("processors", threads: 2) { $0.processors = [1] }.severity == .warning)
    #expect(try finding("memory") { $0.memoryBytes = 100 << 20 }.severity == .failure)
    #expect(try finding("/dev/shm", apart: false) { $0.sharedMemoryBytes = 1 << 20 }.severity == .failure)
    #expect(try finding("/dev/shm") { $0.sharedMemoryBytes = 1 << 20 }.severity == .good, "One rank a host needs none.")
  }
}
