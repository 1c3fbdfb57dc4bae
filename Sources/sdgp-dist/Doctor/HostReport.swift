import Communication
import Files
import Foundation
import Kernels
import Processors
import Training

/// What one rank sees of its host.
struct HostReport: Codable {
  var kernels: String
  var oneDNN: String
  var program: String
  var openMPI: String
  /// Processors that the rank may run on.
  var processors: [Int]
  /// Processors of the host that are on.
  var processorCount: Int
  var memoryBytes: Int
  var sharedMemoryBytes: Int
  /// Seconds since 1970, read when all ranks left a barrier.
  var time: Double

  /// The reports of all ranks, on every rank. Collective.
  static func gather(threads: Int, over communicator: Communicator) throws -> [HostReport] {
    let own = try HostReport(threads: threads, communicator)
    let bytes = try communicator.allgather(Array(JSONEncoder().encode(own)), for: "the hosts' reports")
    return try bytes.map { try JSONDecoder().decode(HostReport.self, from: Data($0)) }
  }

}

extension HostReport {
  private init(threads: Int, _ communicator: Communicator) throws {
    kernels = try ComputeContext(threads: threads).kernels.rawValue
    oneDNN = ComputeContext.oneDNNVersion
    program = Files.version
    openMPI = Communicator.versionOfMPI
    processors = ProcessorBinding.allowed
    processorCount = ProcessInfo.processInfo.processorCount
    memoryBytes = AvailableMemory.atStart
    var system = statvfs()
    sharedMemoryBytes = statvfs("/dev/shm", &system) == 0 ? Int(system.f_bavail) * Int(system.f_frsize) : 0
    try communicator.barrier(for: "the clocks")
    time = Date().timeIntervalSince1970
  }
}
