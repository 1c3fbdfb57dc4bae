import Foundation
import TestSupport
import Testing

@testable import sdgp_launch

@Suite("Arguments of the ranks")
struct JobArgumentsTests {
  @Test("The launcher would look for timing and logs elsewhere than the ranks write them")
  func knowsTheOutputFolder() {
    #expect(JobArguments(["train", "--output", "a"], threads: nil).outputDirectory == "a")
    #expect(JobArguments(["train", "--output=a", "--output=b"], threads: nil).outputDirectory == "b")
    let named = JobArguments(["train", "--overwrite"], threads: nil).withFolder { "runs/new" }
    #expect(named.arguments == ["train", "--overwrite", "--output", "runs/new"])
    #expect(named.continuingArguments == ["train", "--output", "runs/new", "--resume"])
    #expect(JobArguments(["evaluate"], threads: nil).arguments == ["evaluate"])
  }

  @Test("A recipe's folder and threads would give way to the launcher's, so that each start began anew")
  func followsTheRecipe() throws {
    let folder = try TemporaryFolder()
    let texts = [
      "a.yaml": "data: digits\noutput: runs/a # here\nthreads: 3\nresume: true\n", "b.yaml": "output: 'runs/b c'\n",
      "c.yaml": "resume: true\n",
      "e.yaml": "output: runs/lr#3  # the third\n", "f.yaml": "output: runs/o'neil\n",
      "d.yaml": "# output: x\nepochs: 2\n",
      "config.json": #"{"arguments": ["--data", "digits", "--threads", "2"], "output": "x"}"#,
    ]
    for (name, text) in texts { try folder.write(text, to: name) }
    func job(_ name: String, _ others: String...) -> JobArguments {
      JobArguments(["train", "--config", folder.path(name)] + others, threads: nil).withFolder { "made" }
    }
    #expect(job("a.yaml").outputDirectory == "runs/a")
    #expect(job("a.yaml").arguments == ["train", "--config", folder.path("a.yaml")])
    #expect(job("a.yaml").threads == 3 && job("a.yaml", "--threads", "1").threads == 1)
    #expect(job("a.yaml", "--output", "mine").outputDirectory == "mine")
    #expect(job("b.yaml").outputDirectory == "runs/b c")
    #expect(job("e.yaml").outputDirectory == "runs/lr#3" && job("f.yaml").outputDirectory == "runs/o'neil")
    #expect(job("c.yaml").outputDirectory == nil && job("d.yaml", "--resume").outputDirectory == nil)
    #expect(job("d.yaml").outputDirectory == "made" && job("missing.yaml").outputDirectory == "made")
    #expect(job("config.json").outputDirectory == "made" && job("config.json").threads == 2)
  }

  @Test("Ranks would run with another number of threads than the cores they are bound to")
  func agreesOnThreads() {
    #expect(JobArguments(["bench"], threads: 2).arguments == ["bench", "--threads", "2"])
    #expect(JobArguments(["bench"], threads: 2).threads == 2)
    #expect(JobArguments(["bench", "--threads=3"], threads: 2).arguments == ["bench", "--threads=3"])
    #expect(JobArguments(["bench", "--threads=3"], threads: nil).threads == 3)
    #expect(JobArguments(["bench"], threads: nil).arguments == ["bench"])
  }

  @Test("A job would be started again for ever with the same wrong data, or after it was told to stop")
  func restartsOnlyAfterFaults() {
    #expect([0, 64, 65, 75, 78, 126, 127, 132].allSatisfy { !RestartRule.allows(exitCode: $0) })
    #expect([1, 70, 74, 134, 137].allSatisfy { RestartRule.allows(exitCode: $0) })
  }
}
