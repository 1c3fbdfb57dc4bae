import Foundation
import TestSupport
import Testing

/// If these fail, a closed or full standard output costs a training, or a command's only result is lost with code 0.
@Suite struct StreamTests {
  @Test(arguments: [">/dev/full", ">&-", "| true", ">/dev/full 2>&1", ">&- 2>&- <&-"])
  func trainingGoesOn(redirection: String) throws {
    let folder = try TemporaryFolder()
    let program = try Program(
      shell: "$PROGRAM train --steps 3 --log-every 1 --output \(folder.path("run")) \(redirection); "
        + "echo ${PIPESTATUS[0]} >\(folder.path("code"))")
    #expect(try folder.text("code") == "0\n", "\(program.errors)")
    // Where standard output was closed, no file of the run took its place.
    let metrics = try folder.text("run/metrics.jsonl").split(separator: "\n")
    #expect(metrics.count == 4 && metrics.allSatisfy { $0.hasPrefix("{") })
    #expect(FileManager.default.fileExists(atPath: folder.path("run/summary.json")))
  }

  @Test(arguments: [">/dev/full", ">&-", "| true"])
  func resultsAreNotLostInSilence(redirection: String) throws {
    let folder = try TemporaryFolder()
    let trained = try Program(["train", "--steps", "1", "--quiet", "--output", folder.path("run")])
    #expect(trained.exitCode == 0)
    for command in [
      "evaluate --weights \(folder.path("run/model.safetensors"))", "data inspect digits", "--help", "train --help",
      "data make digits \(folder.path("digits")) --overwrite",
      "bench kernels --model digits-cnn --batch-size 8 --image-size 8",
    ] {
      // A reader that goes at once may still get a short text.
      let slow = redirection.hasPrefix("|") ? "(sleep 0.2; $PROGRAM \(command))" : "$PROGRAM \(command)"
      let program = try Program(shell: "\(slow) \(redirection); exit ${PIPESTATUS[0]}")
      #expect(program.exitCode == 74, "\(command): \(program.errors)")
      #expect(program.ownErrors.count == 1 && program.errors.contains("standard output"), "\(command)")
    }
  }

  /// What the shell opened for standard output keeps what is in it, and gets text and figures one after the other.
  @Test(arguments: [">>", ">"])
  func figuresGoWhereStandardOutputGoes(redirection: String) throws {
    let folder = try TemporaryFolder()
    try folder.write("before\n", to: "log")
    let program = try Program(
      shell: "$PROGRAM bench kernels --model digits-cnn --batch-size 8 --image-size 8 --json /dev/stdout "
        + "\(redirection) \(folder.path("log"))")
    #expect(program.exitCode == 0, "\(program.errors)")
    let log = try folder.text("log")
    #expect(log.hasPrefix("before\n") == (redirection == ">>") && log.contains("{\n") && !log.contains("\0"))
    #expect(log.contains("conv2") && log.last == "\n", "\(log)")
    #expect(try folder.names() == ["log"])
  }

  /// The launcher copies standard error into the logs, and a quiet run writes no warning there.
  @Test(arguments: [(true, 1, 0), (false, 0, 1)])
  func aWarningReachesTheLogUnderTheLauncher(isQuiet: Bool, inLog: Int, onErrors: Int) throws {
    let folder = try TemporaryFolder()
    let program = try Program(
      shell: "SDGP_TERMINAL=0 $PROGRAM train --steps 1 --prune-from 5 --output \(folder.path("run"))"
        + (isQuiet ? " --quiet" : ""))
    #expect(program.exitCode == 0, "\(program.errors)")
    func count(in text: String) -> Int { text.components(separatedBy: "no step is pruned").count - 1 }
    #expect(try count(in: folder.text("run/logs/rank-0.log")) == inLog)
    #expect(count(in: program.errors) == onErrors)
  }

  /// A disk that is full when the weights are to be written, or at the first checkpoint.
  @Test(arguments: ["", "--checkpoint-every 1", "--checkpoint-every 1 --on-checkpoint-error continue"])
  func aFullDiskAtTheEndIsSaid(options: String) throws {
    let folder = try TemporaryFolder()
    let program = try Program(
      shell: "ulimit -f 16; $PROGRAM train --steps 2 --quiet --output \(folder.path("run")) \(options)")
    #expect(program.exitCode == 74, "\(program.errors)")
    #expect(program.ownErrors.last?.contains("File too large") == true, "\(program.errors)")
    let names = try #require(FileManager.default.enumerator(atPath: folder.path("run"))).compactMap { $0 as? String }
    #expect(!names.contains { $0.contains("partial") || $0.contains("model") || $0.contains("summary") }, "\(names)")
    #expect(names.contains("metrics.jsonl"))
  }

  /// As on a full disk: nothing under the final name, and nothing half done beside it.
  @Test func failedWritesLeaveNothing() throws {
    let folder = try TemporaryFolder()
    for command in [
      "bench kernels --model digits-cnn --batch-size 8 --image-size 8 --json \(folder.path("figures.json"))",
      "data make digits \(folder.path("digits"))", "data make shapes \(folder.path("shapes")) --train 10 --test 10",
      "data make shapes \(folder.path("packed")) --train 10 --test 10 --size 24",
    ] {
      let program = try Program(shell: "ulimit -f 0; $PROGRAM \(command)")
      #expect(program.exitCode == 74 && program.ownErrors.count == 1, "\(command): \(program.errors)")
      #expect(try folder.names().isEmpty, "\(command)")
    }
    let full = try Program(
      ["bench", "kernels", "--model", "digits-cnn", "--batch-size", "8", "--image-size", "8", "--json", "/dev/full"])
    #expect(full.exitCode == 74 && full.ownErrors.count == 1, "\(full.errors)")
  }
}
