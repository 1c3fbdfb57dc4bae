import Foundation
import TestSupport
import Testing

/// If these fail, a run's results are lost to another run, or stand beside another run's.
@Suite struct OutputFolderTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  /// What several commands of one moment end with, started in the folder.
  private func codes(_ commands: [String]) throws -> [String] {
    let lines = commands.enumerated().map { "(code=0; \($1) || code=$?; echo $code >code-\($0)) &" }
    _ = try Program(shell: "cd \(folder.path)\n\(lines.joined(separator: "\n"))\nwait")
    return try commands.indices.map { try folder.text("code-\($0)").trimmingCharacters(in: .whitespacesAndNewlines) }
  }

  private func run(of file: String) throws -> String {
    let match = try folder.text(file).firstMatch(of: /"run" : "([^"]*)"/)
    return String(try #require(match).1)
  }

  @Test(arguments: ["", "mpirun --oversubscribe -n 2 "]) func oneFolderTakesOneRun(launcher: String) throws {
    let train = "\(launcher)$PROGRAM train --quiet --output run --steps"
    let codes = try codes(["\(train) 30", "\(train) 31", "\(train) 32"])
    #expect(codes.sorted() == ["0", "78", "78"], "\(codes)")
    let steps = 30 + (codes.firstIndex(of: "0") ?? 0)
    #expect(try folder.text("run/metrics.jsonl").contains("\"step\":\(steps)"))
    #expect(try folder.text("run/summary.json").contains("\"steps\" : \(steps)"))
    #expect(try run(of: "run/config.json") == run(of: "run/summary.json"))
  }

  @Test func runsOfOneMomentGetFoldersOfTheirOwn() throws {
    #expect(try codes(Array(repeating: "$PROGRAM train --quiet --steps 1", count: 3)) == ["0", "0", "0"])
    let names = try folder.names(in: "runs")
    #expect(names.count == 3)
    #expect(Set(try names.map { try run(of: "runs/\($0)/summary.json") }).count == 3)
  }

  /// Whatever a second run fails of, the first one's files stay.
  @Test func aRunThatFailsLeavesTheOneBefore() throws {
    let train = ["train", "--quiet", "--output", folder.path("run")]
    #expect(try Program(train + ["--steps", "2", "--checkpoint-every", "1"]).exitCode == 0)
    let names = try folder.names(in: "run").filter { $0 != "logs" && $0 != "checkpoints" }
    func files() throws -> [String: [UInt8]] {
      Dictionary(uniqueKeysWithValues: try names.map { ($0, try folder.bytes("run/\($0)")) })
    }
    let (before, checkpoints) = (try files(), try folder.names(in: "run/checkpoints").sorted())
    #expect(!checkpoints.isEmpty)
    #expect(Set(names).isSuperset(of: ["config.json", "metrics.jsonl", "model.safetensors", "summary.json"]))
    for (options, code) in [
      (["--seed", "5"], 78), (["--data", "/nonexistent", "--overwrite"], 65), (["--resume", "--seed", "5"], 78),
      (["--init", "/nonexistent", "--overwrite"], 65), (["--share", "3", "--overwrite"], 78),
    ] as [([String], Int32)] {
      #expect(try Program(train + options).exitCode == code, "\(options)")
      #expect(try files() == before, "\(options)")
      #expect(try folder.names(in: "run/checkpoints").sorted() == checkpoints, "\(options)")
    }
  }
}
