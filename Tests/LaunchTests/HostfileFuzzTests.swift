import TestSupport
import Testing

@testable import sdgp_launch

/// If this fails, a damaged or hostile hostfile ends the launcher by a trap.
@Suite struct HostfileFuzzTests {
  @Test func hostfile() throws {
    var fuzzer = Fuzzer(
      [Array("# cluster\n\nnode1 slots=2\nuser@node2.example.org slots=8 max_slots=16\nnode3\n".utf8)],
      words: ["slots=", "9223372036854775807", "99999999999999999999", "-1", "-oProxyCommand=x", "\n", "#", "\u{2028}"])
    let machine = Machine(cores: 4, allocatedHosts: nil)
    try fuzzer.run("hostfile", isExpected: { $0 is LaunchError }) { path, round in
      _ = try Placement(ranks: round % 9 + 1, threads: 65536, hosts: nil, hostfile: path, machine: machine)
    }
  }
}
