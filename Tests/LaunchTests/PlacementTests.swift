import Foundation
import TestSupport
import Testing

@testable import sdgp_launch

@Suite("Placement of ranks and mpirun's command line")
struct PlacementTests {
  private func placement(
    _ ranks: Int, threads: Int = 1, hosts: String? = nil, hostfile: String? = nil, cores: Int = 4, allocated: Int? = nil
  ) throws -> Placement {
    try Placement(
      ranks: ranks, threads: threads, hosts: hosts, hostfile: hostfile,
      machine: Machine(cores: cores, allocatedHosts: allocated))
  }

  @Test(
    "mpirun refuses to bind more cores than there are, and unbound ranks wander when there are enough",
    arguments: [
      (4, 1, nil, nil, 1), (5, 1, nil, nil, nil), (2, 2, nil, nil, 2), (2, 3, nil, nil, nil),
      (8, 1, "a:4,b:4", nil, 1), (8, 2, "a:4,b:4", nil, nil), (2, 4, "a,b", nil, 4),
      (8, 2, nil, 4, 2), (9, 2, nil, 4, nil), (2, 4, "a,a", nil, nil), (4, 2, "a,b,a,b", nil, 2),
    ] as [(Int, Int, String?, Int?, Int?)])
  func bindsWhereCoresSuffice(ranks: Int, threads: Int, hosts: String?, allocated: Int?, cores: Int?) throws {
    #expect(try placement(ranks, threads: threads, hosts: hosts, allocated: allocated).coresPerRank == cores)
  }

  @Test(
    "A wrong host list would reach mpirun and end in a page of its text",
    arguments: [
      "a:x", "a:0", ":2", "a:1:2", "a,", "a:-1", "a:9223372036854775807,b:9223372036854775807",
      "a:99999999999999999999",
      "-oProxyCommand=x:1", "a b", "a;b:2", "$(x)", "",
    ])
  func refusesWrongHosts(hosts: String) {
    let error = #expect(throws: LaunchError.self) { try placement(1, hosts: hosts) }
    #expect(error?.exitCode == 64)
  }

  @Test("A host listed twice would be taken for two, with twice the cores, and be asked and named twice")
  func countsAHostOnce() throws {
    let expected = [HostSlots(host: "a", slots: 4), HostSlots(host: "b", slots: 1)]
    #expect(try placement(1, hosts: "a,b,a:3").hostSlots == expected)
    let folder = try TemporaryFolder()
    try folder.write("a\na\nb\na slots=2\n", to: "hosts")
    #expect(try placement(1, hostfile: folder.path("hosts")).hostSlots == expected)
  }

  @Test("More ranks than slots would end in a page of mpirun's text")
  func refusesTooFewSlots() throws {
    let error = #expect(throws: LaunchError.self) { try placement(4, hosts: "a:2,b") }
    #expect(error?.exitCode == 78)
    let folder = try TemporaryFolder()
    try folder.write("# cluster\n\nnode1 slots=2\nnode2\n", to: "hosts")
    #expect(try placement(3, hostfile: folder.path("hosts")).coresPerRank == 1)
    #expect(throws: LaunchError.self) { try placement(4, hostfile: folder.path("hosts")) }
    #expect(throws: LaunchError.self) { try placement(1, hostfile: folder.path("missing")) }
    for line in ["a slots=9223372036854775807", "a slots=0", "a slots=x", "-oProxyCommand=x", "# none"] {
      try folder.write(line, to: "hosts")
      let error = #expect(throws: LaunchError.self) { try placement(1, hostfile: folder.path("hosts")) }
      #expect(error?.exitCode == 65, "\(line)")
    }
  }

  @Test("A library that is not there would end every rank with the linker's words, and no hint")
  func missingLibraries() {
    let listing = """
      \tlinux-vdso.so.1 (0x00007fff)
      \tlibdnnl.so.2 => not found
      \tlibmpi.so.40 => /lib/x86_64-linux-gnu/libmpi.so.40 (0x00007f)
      """
    #expect(SharedLibraries.missing(inListing: listing) == ["libdnnl.so.2"])
    let packages = ["libdnnl.so.3.6", "libpng16.so.16", "libmpi.so.40"].map(SharedLibraries.debianPackage)
    #expect(packages == ["libdnnl3.6", "libpng16-16", "openmpi-bin"])
  }

  @Test("Ranks would not start as root, would be refused where they share cores, or would show progress to a file")
  func commandLine() throws {
    let bound = MPIRunCommand(
      placement: try placement(2, threads: 2, hosts: "a:1,b:1"), program: "/bin/p", arguments: ["train", "--x"],
      settings: MPIRunCommand.Settings(
        openMPI: OpenMPI(mpirun: "/m", runtime: .orte), isRoot: false, terminalColumns: 96, hasSetpriv: false))
    #expect(
      bound.words
        == ["/m", "-n", "2", "--tag-output", "--host", "a:1,b:1", "--map-by", "slot:PE=2", "--bind-to", "core"]
        + ["-x", "SDGP_TERMINAL", "/bin/p", "train", "--x"])
    // A silent host would keep mpirun waiting for ever.
    #expect(bound.environment["OMPI_MCA_plm_rsh_agent"]?.contains("-o ServerAliveInterval=") == true)
    #expect(bound.environment["SDGP_TERMINAL"] == "96")
    let crowded = MPIRunCommand(
      placement: try placement(8, cores: 2), program: "p", arguments: [],
      settings: MPIRunCommand.Settings(
        openMPI: OpenMPI(mpirun: "/m", runtime: .prrte), isRoot: true, terminalColumns: 0, hasSetpriv: true))
    #expect(
      crowded.words
        == ["setpriv", "--pdeathsig", "TERM", "/m", "-n", "8", "--output", "tag:raw", "--allow-run-as-root"]
        + ["--oversubscribe", "--bind-to", "none", "-x", "SDGP_TERMINAL", "setpriv", "--pdeathsig", "KILL", "p"])
    #expect(crowded.environment == ["SDGP_TERMINAL": "0"])
  }

  @Test("Ranks that bind themselves would be bound by mpirun too, or not be told how many processors they take")
  func boundByThemselves() throws {
    let command = MPIRunCommand(
      placement: try placement(2, threads: 3, cores: 8), program: "p", arguments: [],
      settings: MPIRunCommand.Settings(
        openMPI: OpenMPI(mpirun: "/m", runtime: .orte), isRoot: false, terminalColumns: 0, hasSetpriv: false),
      binding: .none, processorsPerRank: 3)
    #expect(
      command.words == ["/m", "-n", "2", "--tag-output", "--oversubscribe", "--bind-to", "none"]
        + ["-x", "SDGP_TERMINAL", "-x", "SDGP_PROCESSORS_PER_RANK", "p"])
    #expect(command.environment["SDGP_PROCESSORS_PER_RANK"] == "3")
  }

  @Test(
    "mpirun would be given another version's words, or MPICH's would be taken for Open MPI's",
    arguments: [
      ("mpirun (Open MPI) 4.1.4\n\nReport bugs", .orte), ("mpirun (Open MPI) 5.0.7\n", .prrte),
      ("mpirun (Open MPI) 10.0.0rc1", .prrte), ("HYDRA build details:\n    Version: 4.1", nil), ("", nil),
    ] as [(String, OpenMPI.Runtime?)])
  func readsVersion(text: String, runtime: OpenMPI.Runtime?) {
    #expect(OpenMPI.runtime(inVersion: text) == runtime)
  }

  @Test(
    "The number of hosts or cores would be misread", arguments: [("0", 1), ("0,4", 2), ("0-3", 4), ("0-1,8-9", 4)])
  func countsKernelLists(list: String, count: Int) {
    #expect(Machine.numbers(ofList: list).count == count)
  }

  @Test("Ranks of several nodes would be taken for ranks of one, and lose their cores")
  func readsAllocations() throws {
    let folder = try TemporaryFolder()
    try folder.write("n1\nn1\nn2\nn2\n", to: "nodes")
    #expect(Machine.allocatedHosts(["SLURM_JOB_NUM_NODES": "3"]) == 3)
    #expect(Machine.allocatedHosts(["PBS_NODEFILE": folder.path("nodes")]) == 2)
    #expect(Machine.allocatedHosts(["LSB_DJOB_HOSTFILE": folder.path("nodes")]) == 2)
    #expect(Machine.allocatedHosts([:]) == nil)
  }
}
