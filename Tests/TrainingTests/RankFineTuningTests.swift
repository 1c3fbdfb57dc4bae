import Communication
import Files
import Network
import RankTestSupport
import TestSupport
import Testing

@testable import Training

/// If these fail, fine-tuning that was stopped goes on to other weights, or moves what was frozen.
@Suite(.serialized) struct RankFineTuningTests {
  @Test(arguments: OptimizerKind.allCases) func aStoppedRunComesToTheSameBits(_ optimizer: OptimizerKind) throws {
    try onEveryRank { world in
      let folder = try TemporaryFolder()
      let shared = try world.agreed(folder.path("runs"), for: "a test")
      let first = ContinuedRun(output: "\(shared)/first")
      _ = try first.train(steps: 3, resumes: false, over: world)
      func run(_ name: String) -> ContinuedRun {
        var run = ContinuedRun(output: "\(shared)/\(name)")
        run.recipe.initialWeights = "\(shared)/first/model.safetensors"
        (run.recipe.initialHead, run.recipe.optimizer, run.recipe.seed) = (.new, optimizer, 7)
        run.recipe.learningRate = optimizer == .adamw ? 0.001 : 0.05
        (run.recipe.clipNorm, run.recipe.averageDecay) = (0.5, 0.9)
        run.recipe.frozen = ["conv1", "bn1", "conv3"].map(ParameterPattern.init)
        run.recipe.learningRateScales = ["conv*=0.1", "conv4=0.5"].compactMap(LearningRateScale.init(rawValue:))
        return run
      }
      let whole = try run("whole").result(isInterrupted: false, over: world)
      let continued = try run("parts").result(isInterrupted: true, over: world)
      #expect(continued == whole)

      var other = run("parts")
      other.recipe.frozen.removeLast()
      let error = #expect(throws: Failure.self) { try other.train(steps: 6, resumes: true, over: world) }
      #expect(error?.exitCode == ExitStatus.impossibleSettings)
      guard world.rank == 0 else { return }
      #expect(error?.message?.contains(#"frozen was ["conv1", "bn1", "conv3"] and is ["conv1", "bn1"];"#) == true)

      let start = try Safetensors.read("\(shared)/first/model.safetensors").mapValues { $0.values.map(\.bitPattern) }
      for (name, values) in whole.weights {
        let isKept = name.hasPrefix("conv1.") || name.hasPrefix("bn1.") || name == "conv3.weight"
        #expect((values == start[name]) == isKept, "\(name)")
      }
    }
  }
}
