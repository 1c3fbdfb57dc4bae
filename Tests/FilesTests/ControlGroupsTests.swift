import Files
import TestSupport
import Testing

/// If these fail, a job that a batch system or a container allows two processors starts threads for all of the machine.
@Suite struct ControlGroupsTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func limit(_ memberships: String, _ files: [String: String]) throws -> Double? {
    try folder.write(memberships, to: "memberships")
    for (path, text) in files { try folder.write(text, to: path) }
    return ControlGroups(root: folder.path("groups"), memberships: folder.path("memberships")).processorLimit
  }

  @Test("Of the groups above one another the narrowest counts")
  func unified() throws {
    let files = [
      "groups/cpu.max": "max 100000\n", "groups/a/cpu.max": "150000 100000\n", "groups/a/b/cpu.max": "400000 100000\n",
    ]
    #expect(try limit("0::/a/b\n", files) == 1.5)
    #expect(try limit("0::/\n", [:]) == nil)
  }

  @Test("Version 1 has a file for the quota and one for the period, and -1 for none")
  func firstVersion() throws {
    let memberships = "4:memory:/job\n3:cpu,cpuacct:/job\n0::/\n"
    let files = ["groups/cpu/job/cpu.cfs_quota_us": "50000\n", "groups/cpu/job/cpu.cfs_period_us": "25000\n"]
    #expect(try limit(memberships, files) == 2)
    #expect(try limit(memberships, ["groups/cpu/job/cpu.cfs_quota_us": "-1\n"]) == nil)
  }

  @Test("Without such files nothing is limited", arguments: ["", "nonsense\n", "0::/../..\n", "3:cpu:/absent\n"])
  func none(_ memberships: String) throws { #expect(try limit(memberships, [:]) == nil) }
}
