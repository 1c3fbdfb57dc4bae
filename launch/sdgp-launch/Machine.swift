import Files
import Foundation

/// What of this machine and of the batch system around it decides where ranks go.
struct Machine {
  /// Cores (not hardware threads) that this process may use, and gets time on.
  var cores: Int
  /// Hosts of the batch system's allocation; nil outside one.
  var allocatedHosts: Int?

  static var current: Machine {
    let environment = ProcessInfo.processInfo.environment
    let limit = ControlGroups().processorLimit.map { max(1, Int($0)) } ?? .max
    return Machine(cores: min(physicalCores(), limit), allocatedHosts: allocatedHosts(environment))
  }

  /// Slurm counts its nodes; PBS and LSF list a host for each slot in a file.
  static func allocatedHosts(_ environment: [String: String]) -> Int? {
    if let nodes = (environment["SLURM_JOB_NUM_NODES"] ?? environment["SLURM_NNODES"]).flatMap({ Int($0) }) {
      return nodes
    }
    guard let path = environment["PBS_NODEFILE"] ?? environment["LSB_DJOB_HOSTFILE"],
      let list = try? String(contentsOfFile: path, encoding: .utf8)
    else { return nil }
    return max(1, Set(list.split(separator: "\n")).count)
  }

  /// Allowed processors over the threads that a core has here (where the kernel tells).
  private static func physicalCores() -> Int {
    let processors = ProcessInfo.processInfo.activeProcessorCount
    let siblings = "/sys/devices/system/cpu/cpu0/topology/thread_siblings_list"
    guard let list = try? String(contentsOfFile: siblings, encoding: .utf8) else { return processors }
    return max(1, processors / max(1, numbers(ofList: list).count))
  }

  /// The numbers that a list of the kernel's form names, as `0,4` or `0-1,6`.
  static func numbers(ofList list: String) -> Set<Int> {
    list.split(separator: ",").reduce(into: []) { numbers, part in
      let ends = part.split(separator: "-").compactMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
      guard let first = ends.first, let last = ends.last, (0...8192).contains(first), (first...8192).contains(last)
      else { return }
      numbers.formUnion(first...last)
    }
  }
}
