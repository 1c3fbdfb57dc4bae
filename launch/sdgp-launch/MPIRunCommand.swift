import Foundation

/// The command line of mpirun and what its environment gets on top.
struct MPIRunCommand: Equatable {
  /// What the command depends on beside the options.
  struct Settings {
    var isRoot: Bool
    /// Whether the ranks' progress is shown on a terminal.
    var showsTerminal: Bool
    /// Whether processes of one user may read each other's memory, which containers may forbid.
    var allowsCrossMemory: Bool

    static var current: Settings {
      Settings(
        isRoot: geteuid() == 0, showsTerminal: isatty(STDOUT_FILENO) == 1, allowsCrossMemory: CrossMemory.isAllowed)
    }
  }

  /// Arguments after `mpirun`.
  let arguments: [String]
  /// Variables added to the launcher's own.
  let environment: [String: String]

  init(placement: Placement, program: String, arguments: [String], settings: Settings) {
    // Each line tagged with its rank: one stream carries all ranks, from whatever host, and needs no shared folder.
    var mpirun = ["-n", String(placement.ranks), "--tag-output"]
    if settings.isRoot { mpirun += ["--allow-run-as-root"] }
    if let hosts = placement.hosts { mpirun += ["--host", hosts] }
    if let hostfile = placement.hostfile { mpirun += ["--hostfile", hostfile] }
    if let cores = placement.coresPerRank {
      mpirun += ["--map-by", "slot:PE=\(cores)", "--bind-to", "core"]
    } else {
      // A rank that waits gives its core to the others; without that a collective takes hundreds of times longer.
      mpirun += ["--oversubscribe", "--bind-to", "none", "--mca", "mpi_yield_when_idle", "1"]
    }
    mpirun += ["-x", "SDGP_TERMINAL"]
    if !settings.allowsCrossMemory { mpirun += ["--mca", "btl_vader_single_copy_mechanism", "none"] }
    self.arguments = mpirun + [program] + arguments
    // Every rank has a pseudo-terminal of mpirun's, whoever looks on; this says whether a redrawn line is seen.
    environment = ["SDGP_TERMINAL": settings.showsTerminal ? "1" : "0"]
  }
}
