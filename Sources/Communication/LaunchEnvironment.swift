import COpenMPI
import Processors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What the environment says about the launch, and the settings of Open MPI that this program wants.
enum LaunchEnvironment {
  /// Settings made before MPI starts, each only where the user has not made it, by the names of Open MPI 4.1 and 5.0:
  /// - `mpi_yield_when_idle`: a rank that waits gives its core away. A 4-byte allreduce of 4 ranks on 2 cores takes
  ///   43 us with it and 16 ms without, and Open MPI itself does not notice hosts that share cores.
  /// - `coll_libnbc_iallreduce_algorithm` 1, a ring: twice as fast over TCP as the default, and each element is
  ///   summed in one place, so that all ranks get the same bits.
  /// - `btl_vader_single_copy_mechanism` none, `smsc` without `cma`: containers forbid reading another process's memory.
  /// - `btl_tcp_disable_family` 6: on hosts that have IPv4 and IPv6, 5.0 finds no pair of addresses
  ///   (open-mpi/ompi#14079).
  /// - `ess_singleton_isolated`: a single rank without mpirun needs no daemon.
  private static let settings = [
    "OMPI_MCA_mpi_yield_when_idle": "1",
    "OMPI_MCA_coll_libnbc_iallreduce_algorithm": "1",
    "OMPI_MCA_btl_vader_single_copy_mechanism": "none",
    "OMPI_MCA_smsc": "^cma",
    "OMPI_MCA_btl_tcp_disable_family": "6",
    "OMPI_MCA_ess_singleton_isolated": "1",
  ]

  static func applySettings() {
    for (name, value) in settings { setenv(name, value, 0) }
    if let count = value(ProcessorBinding.variable).flatMap({ Int($0) }), (1...8192).contains(count),
      let rank = value("OMPI_COMM_WORLD_LOCAL_RANK").flatMap({ Int($0) }), (0..<8192).contains(rank)
    {
      ProcessorBinding.bindRank(rank, processorsPerRank: count)
    }
  }

  /// The number of ranks that the process's starter says there are, and the variable that says it.
  ///
  /// The first that is set counts: mpirun inside a Slurm allocation means what mpirun says.
  static var promisedSize: (ranks: Int, variable: String)? {
    for variable in ["OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "SLURM_STEP_NUM_TASKS", "SLURM_NTASKS"] {
      if let text = value(variable), let ranks = Int(text) { return (ranks, variable) }
    }
    return nil
  }

  /// How long the ranks may take to find each other: SDGP_START_SECONDS, else five minutes.
  static var startSeconds: Double { value("SDGP_START_SECONDS").flatMap { Double($0) }.map { max($0, 1) } ?? 300 }

  /// Whether a process manager that Open MPI can talk to started this process.
  static var hasProcessManager: Bool { value("PMIX_RANK") != nil || value("OMPI_COMM_WORLD_SIZE") != nil }

  /// The error of N copies that each take themselves for the only rank.
  static func mismatch(ranks: Int, variable: String) -> MPIError {
    let launcher = variable.hasPrefix("SLURM") ? "srun --mpi=pmix or mpirun" : "Open MPI's own mpirun"
    return MPIError(
      call: "MPI_Init_thread",
      text: "\(variable) promises \(ranks) ranks but MPI sees one, so each would train alone; "
        + "start the ranks with \(launcher), or unset \(variable) for a single rank")
  }

  private static func value(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
}
