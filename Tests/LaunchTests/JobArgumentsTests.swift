import Foundation
import Testing

@testable import sdgp_launch

@Suite("Arguments of the ranks")
struct JobArgumentsTests {
  @Test("The launcher would look for timing and logs elsewhere than the ranks write them")
  func knowsTheOutputFolder() throws {
    #expect(try JobArguments(["train", "--output", "a"], threads: nil).outputDirectory == "a")
    #expect(try JobArguments(["train", "--output=a", "--output=b"], threads: nil).outputDirectory == "b")
    let named = try JobArguments(["train", "--overwrite"], threads: nil) { "runs/new" }
    #expect(named.arguments == ["train", "--overwrite", "--output", "runs/new"])
    #expect(named.continuingArguments == ["train", "--output", "runs/new", "--resume"])
    #expect(try JobArguments(["evaluate"], threads: nil).arguments == ["evaluate"])
  }

  @Test("Ranks would run with another number of threads than the cores they are bound to")
  func agreesOnThreads() throws {
    #expect(try JobArguments(["bench"], threads: 2).arguments == ["bench", "--threads", "2"])
    #expect(try JobArguments(["bench"], threads: 2).threads == 2)
    #expect(try JobArguments(["bench", "--threads=3"], threads: 2).arguments == ["bench", "--threads=3"])
    #expect(try JobArguments(["bench", "--threads=3"], threads: nil).threads == 3)
    #expect(try JobArguments(["bench"], threads: nil).arguments == ["bench"])
  }

  @Test("A job would be started again for ever with the same wrong data, or after it was told to stop")
  func restartsOnlyAfterFaults() {
    #expect([0, 64, 65, 75, 78, 126, 127, 132].allSatisfy { !RestartRule.allows(exitCode: $0) })
    #expect([1, 70, 74, 134, 137].allSatisfy { RestartRule.allows(exitCode: $0) })
  }
}
