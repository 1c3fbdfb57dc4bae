import Foundation

/// What of this machine and of the batch system around it decides where ranks go.
struct Machine {
  /// Cores (not hardware threads) that this process may use.
  var cores: Int
  /// Hosts of the batch system's allocation; nil outside one.
  var allocatedHosts: Int?

  static var current: Machine {
    let environment = ProcessInfo.processInfo.environment
    return Machine(cores: physicalCores(), allocatedHosts: allocatedHosts(environment))
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
    return max(1, processors / max(1, numbers(inList: list)))
  }

  /// How many numbers a list of the kernel's form names: `0,4` and `0-1` are two each.
  static func numbers(inList list: String) -> Int {
    list.split(separator: ",").reduce(0) { count, part in
      let ends = part.split(separator: "-").compactMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
      return count + (ends.count == 2 ? max(1, ends[1] - ends[0] + 1) : ends.count)
    }
  }
}
