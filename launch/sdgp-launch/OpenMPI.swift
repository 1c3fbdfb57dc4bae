import Files
import Foundation

/// The Open MPI of which `mpirun` is on PATH.
struct OpenMPI: Equatable {
  /// What starts the ranks. It decides the words of mpirun's options and what mpirun writes.
  enum Runtime {
    /// Open MPI 4.
    case orte
    /// Open MPI 5 and later.
    case prrte
  }

  let mpirun: String
  let runtime: Runtime

  /// Asks `mpirun --version`.
  ///
  /// - Throws: `LaunchError` if there is no mpirun, or not Open MPI's.
  static func onPath() throws -> OpenMPI {
    guard let mpirun = ProgramLocation.onPath("mpirun") else {
      throw LaunchError(
        ExitStatus.impossibleSettings, "mpirun is not on PATH; install Open MPI (Debian: apt-get install openmpi-bin)")
    }
    guard let runtime = runtime(inVersion: CommandOutput.text(of: mpirun, ["--version"]) ?? "") else {
      throw LaunchError(
        ExitStatus.impossibleSettings,
        "\(mpirun) is not Open MPI's; install Open MPI (Debian: apt-get install openmpi-bin) and put it first on PATH")
    }
    return OpenMPI(mpirun: mpirun, runtime: runtime)
  }

  /// `mpirun (Open MPI) 5.0.7` is PRRTE; nil for another MPI's words.
  static func runtime(inVersion text: String) -> Runtime? {
    guard let match = text.firstMatch(of: /\(Open MPI\) (\d+)\./), let major = Int(match.1) else { return nil }
    return major < 5 ? .orte : .prrte
  }
}
