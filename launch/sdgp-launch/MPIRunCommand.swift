import Foundation
import Processors

/// The command line of mpirun and what its environment gets on top.
struct MPIRunCommand: Equatable {
  /// What the command depends on beside the options.
  struct Settings {
    var openMPI: OpenMPI
    var isRoot: Bool
    /// Characters of a line of the terminal that shows the ranks' progress; 0 where none does.
    var terminalColumns: Int
    /// Whether `setpriv` ends a process with the one that started it (Linux).
    var hasSetpriv: Bool

    /// - Throws: `LaunchError` if there is no Open MPI.
    static func current() throws -> Settings {
      var size = winsize()
      let hasTerminal = isatty(STDOUT_FILENO) == 1
      let columns = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
      return Settings(
        openMPI: try .onPath(), isRoot: geteuid() == 0, terminalColumns: hasTerminal ? columns : 0,
        hasSetpriv: ProgramLocation.onPath("setpriv") != nil)
    }
  }

  let openMPI: OpenMPI
  /// The words, the program's name first.
  let words: [String]
  /// Variables added to the launcher's own.
  let environment: [String: String]

  /// Settings of message passing are sdgp-dist's own, which makes them however it is started.
  ///
  /// - Parameter binding: what mpirun binds each rank to.
  /// - Parameter processorsPerRank: what each rank takes of the processors that the launcher took; nil where it took none.
  init(
    placement: Placement, program: String, arguments: [String], settings: Settings,
    binding: Placement.Binding = .core, processorsPerRank: Int? = nil
  ) {
    var words = [settings.openMPI.mpirun, "-n", String(placement.ranks)]
    // Each piece tagged with its rank: one stream carries all ranks, from whatever host, and needs no shared folder.
    switch settings.openMPI.runtime {
    case .orte: words += ["--tag-output"]
    // Not raw, pieces wait for their line's end, and those of different ranks get mixed (openpmix#3858).
    case .prrte: words += ["--output", "tag:raw"]
    }
    if settings.isRoot { words += ["--allow-run-as-root"] }
    if let hosts = placement.hosts { words += ["--host", hosts] }
    if let hostfile = placement.hostfile { words += ["--hostfile", hostfile] }
    switch binding {
    case .none: words += ["--oversubscribe", "--bind-to", "none"]
    case .socket: words += ["--oversubscribe", "--bind-to", "socket"]
    case .core:
      if let cores = placement.coresPerRank {
        words += ["--map-by", "slot:PE=\(cores)", "--bind-to", "core"]
      } else {
        words += ["--oversubscribe", "--bind-to", "none"]
      }
    }
    words += ["-x", "SDGP_TERMINAL"]
    if processorsPerRank != nil { words += ["-x", ProcessorBinding.variable] }
    if settings.hasSetpriv {
      // The job ends even if the launcher is killed and cannot say so, and the ranks if mpirun is.
      words = ["setpriv", "--pdeathsig", "TERM"] + words + ["setpriv", "--pdeathsig", "KILL"]
    }
    self.words = words + [program] + arguments
    openMPI = settings.openMPI
    // Every rank has a pseudo-terminal of mpirun's, whoever looks on; this says whether a redrawn line is seen,
    // and how long it may be.
    var environment = ["SDGP_TERMINAL": String(settings.terminalColumns)]
    // A host that falls silent would keep mpirun waiting for ever: its ssh, which stays for as long as the job, notices.
    if !placement.hostSlots.isEmpty, !placement.isAllocated {
      let agent = HostCheck.agent(ProcessInfo.processInfo.environment, options: HostCheck.keepAlive)
      switch settings.openMPI.runtime {
      case .orte: environment["OMPI_MCA_plm_rsh_agent"] = agent.joined(separator: " ")
      case .prrte: environment["PRTE_MCA_plm_ssh_agent"] = agent.joined(separator: " ")
      }
    }
    if let processorsPerRank { environment[ProcessorBinding.variable] = String(processorsPerRank) }
    self.environment = environment
  }
}
