import Foundation
import Kernels
import TestSupport
import Testing

/// If these fail, `--precision bf16` does not learn, or hides what it did with pruning.
@Suite struct PrecisionCommandTests {
  @Test func processorsWithoutItRefuseItWithAHint() throws {
    let folder = try TemporaryFolder()
    let program = try Program(
      shell: "ONEDNN_MAX_CPU_ISA=AVX2 $PROGRAM train --precision bf16 --steps 1 --output \(folder.path("run"))")
    #expect(program.exitCode == 78)
    #expect(program.errors.contains("--precision fp32"), "\(program.errors)")
    #expect(!FileManager.default.fileExists(atPath: folder.path("run")))
  }

  @Test(.enabled(if: Precision.bf16.isSupported), arguments: [1, 2])
  func itLearnsAsSinglePrecisionDoes(ranks: Int) throws {
    let folder = try TemporaryFolder()
    let program = try Program(
      ["train", "--precision", "bf16", "--prune", "rescaled", "--epochs", "5", "--output", folder.path("run")],
      ranks: ranks)
    #expect(program.exitCode == 0, "\(program.errors)")
    #expect(program.output.contains("bf16 products, pruning rescaled 2:4"), "\(program.output)")
    #expect(program.output.contains("dense products in bf16 tiles") == Precision.bf16.hasTileProducts)
    let summary = try folder.text("run/summary.json")
    #expect(summary.contains("\"precision\" : \"bf16\""))
    let accuracy = try #require(summary.firstMatch(of: /"test_accuracy" : ([0-9.]+)/)?.1)
    #expect(try #require(Double(accuracy)) > 0.95)
    let evaluation = try Program(["evaluate", folder.path("run"), "--precision", "bf16"])
    #expect(evaluation.exitCode == 0, "\(evaluation.errors)")
  }
}
