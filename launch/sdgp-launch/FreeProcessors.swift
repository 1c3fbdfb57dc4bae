import Foundation
import Processors

/// Cores of this machine that no other job is bound to.
///
/// A job takes cores by binding its launcher, whose ranks inherit them: every other launcher reads that.
struct FreeProcessors {
  /// Those that this launcher could run on when it started, one a core.
  private let cores: [Int]
  private let allowed = ProcessorBinding.allowed

  init() {
    var seen: Set<String> = []
    cores = allowed.filter { number in
      let path = "/sys/devices/system/cpu/cpu\(number)/topology/thread_siblings_list"
      return seen.insert((try? String(contentsOfFile: path, encoding: .utf8)) ?? "\(number)").inserted
    }
  }

  /// Binds this process, and what it starts, to `count` cores that are free.
  ///
  /// - Returns: The cores' processors; nil where too few are free, and who has the others.
  func take(_ count: Int) -> (taken: [Int]?, others: [String]) {
    // One launcher at a time looks and takes.
    let lock = open(NSTemporaryDirectory() + "/sdgp-launch-\(getuid()).lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    if lock >= 0 { flock(lock, LOCK_EX) }
    defer { if lock >= 0 { close(lock) } }
    let others = boundProcesses()
    let free = cores.filter { core in !others.contains { $0.processors.contains(core) } }
    guard count <= free.count, ProcessorBinding.bind(to: Array(free.prefix(count))) else {
      return (nil, others.map { "\($0.name) \($0.number)" })
    }
    return (Array(free.prefix(count)), [])
  }

  /// Lets go of what `take` took.
  func release() { ProcessorBinding.bind(to: allowed) }

  /// Processes that may run on a part of what this one may.
  private func boundProcesses() -> [(number: Int32, name: String, processors: Set<Int>)] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap { Int32($0) }.filter { $0 != getpid() }.compactMap { number in
      guard let status = try? String(contentsOfFile: "/proc/\(number)/status", encoding: .utf8),
        // The kernel's own threads have no memory.
        status.contains("VmRSS:"), let name = status.firstMatch(of: /Name:\s*(\S+)/)?.1,
        let list = status.firstMatch(of: /Cpus_allowed_list:\s*(\S+)/)?.1
      else { return nil }
      let processors = Machine.numbers(ofList: String(list))
      return processors.isStrictSubset(of: allowed) ? (number, String(name), processors) : nil
    }
  }
}
