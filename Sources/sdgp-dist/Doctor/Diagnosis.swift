import Foundation

/// What the ranks' reports come to.
enum Diagnosis {
  /// - Parameter hosts: each rank's host, in rank order.
  static func findings(reports: [HostReport], threads: Int, hosts: [String]) -> [Finding] {
    func same(_ subject: String, _ value: (HostReport) -> String, hint: String) -> Finding {
      let values = reports.map(value)
      guard let other = values.firstIndex(where: { $0 != values[0] }) else {
        return Finding(subject: subject, text: values[0])
      }
      return Finding(
        severity: .failure, subject: subject,
        text: "\(values[0]) on \(hosts[0]) and \(values[other]) on \(hosts[other]); \(hint)")
    }
    let names = hosts.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    return [
      Finding(
        subject: "ranks",
        text:
          "\(reports.count) of \(threads) thread\(threads == 1 ? "" : "s") on \(names.prefix(8).joined(separator: ", "))"
          + (names.count > 8 ? " and \(names.count - 8) more hosts" : "")),
      same("sdgp-dist", \.program, hint: "install the same version everywhere"),
      same("MPI", \.openMPI, hint: "use one version of Open MPI everywhere"),
      Finding(subject: "threads in MPI", text: "MPI_THREAD_MULTIPLE"),
      kernels(reports, hosts),
      same("oneDNN", \.oneDNN, hint: "sums would differ in their last bits: install one version"),
      binding(reports, hosts, threads: threads), memory(reports, hosts), sharedMemory(reports, hosts),
      clocks(reports, hosts),
    ]
  }

  private static func kernels(_ reports: [HostReport], _ hosts: [String]) -> Finding {
    let all = reports.map(\.kernels)
    guard let other = all.firstIndex(where: { $0 != all[0] }) else { return Finding(subject: "kernels", text: all[0]) }
    return Finding(
      severity: .warning, subject: "kernels",
      text: "\(all[0]) on \(hosts[0]) and \(all[other]) on \(hosts[other]); the faster ranks will wait for the others")
  }

  /// Whether ranks of a host have processors of their own, and enough of them.
  private static func binding(_ reports: [HostReport], _ hosts: [String], threads: Int) -> Finding {
    for host in Set(hosts).sorted() {
      let ranks = reports.indices.filter { hosts[$0] == host }
      let wanted = ranks.count * threads
      let available = Set(ranks.flatMap { reports[$0].processors })
      if wanted > available.count {
        return Finding(
          severity: .warning, subject: "processors",
          text: "\(ranks.count) ranks of \(threads) thread(s) share \(available.count) processors on \(host); "
            + "start fewer ranks or threads there")
      }
      if let rank = ranks.first(where: { reports[$0].processors.count < threads }) {
        return Finding(
          severity: .warning, subject: "processors",
          text: "rank \(rank) on \(host) is bound to \(reports[rank].processors.count) processor(s) for \(threads) "
            + "threads; let the launcher bind, or say --bind none")
      }
    }
    let bound = reports.filter { $0.processors.count < $0.processorCount }.count
    return Finding(
      subject: "processors",
      text: bound == 0 ? "ranks are not bound" : "\(bound) of \(reports.count) ranks are bound to a part")
  }

  private static func memory(_ reports: [HostReport], _ hosts: [String]) -> Finding {
    let least = reports.indices.min { share($0, reports, hosts) < share($1, reports, hosts) }!
    let bytes = share(least, reports, hosts)
    let text = String(
      format: "%.1f GB a rank are free on %@, the host with the least", Double(bytes) / 1e9, hosts[least])
    return Finding(severity: bytes < 200_000_000 ? .failure : .good, subject: "memory", text: text)
  }

  private static func share(_ rank: Int, _ reports: [HostReport], _ hosts: [String]) -> Int {
    reports[rank].memoryBytes / hosts.count { $0 == hosts[rank] }
  }

  private static func sharedMemory(_ reports: [HostReport], _ hosts: [String]) -> Finding {
    let least = reports.indices.min { reports[$0].sharedMemoryBytes < reports[$1].sharedMemoryBytes }!
    let megabytes = reports[least].sharedMemoryBytes >> 20
    let ranks = hosts.count { $0 == hosts[least] }
    // Open MPI takes about 4 MB for each rank of a host.
    guard ranks > 1, megabytes < 8 * ranks else {
      return Finding(subject: "/dev/shm", text: "\(megabytes) MB are free on \(hosts[least])")
    }
    return Finding(
      severity: .failure, subject: "/dev/shm",
      text:
        "\(megabytes) MB are free on \(hosts[least]) for \(ranks) ranks; remove leftovers of killed jobs, or give a "
        + "container more (--shm-size)")
  }

  private static func clocks(_ reports: [HostReport], _ hosts: [String]) -> Finding {
    let times = reports.map(\.time)
    let skew = times.max()! - times.min()!
    let text = String(format: "%.3f s apart at most", skew)
    guard skew > 1 else { return Finding(subject: "clocks", text: text) }
    let last = times.indices.max { times[$0] < times[$1] }!
    return Finding(
      severity: .warning, subject: "clocks", text: "\(text), \(hosts[last]) the latest; set them right (NTP)")
  }
}
