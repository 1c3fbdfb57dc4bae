import COpenMPI

extension Communicator {
  /// Whether mpirun, or what stands for it, started this process together with others, which may be waiting for it.
  public static var hasCompany: Bool {
    LaunchEnvironment.hasProcessManager && LaunchEnvironment.promisedSize.map { $0.ranks > 1 } ?? false
  }

  /// The communicator of all ranks, where MPI has been started.
  public static var current: Communicator? {
    var isInitialized: Int32 = 0
    guard MPI_Initialized(&isInitialized) == MPI_SUCCESS, isInitialized != 0 else { return nil }
    return try? start()
  }
}
