import Communication
import Foundation
import Kernels
import Network
import TestSupport
import Testing

@testable import Training

/// If these fail, training no longer does what PyTorch does from the same weights, data and settings: a layer, the
/// loss, the pruning or the optimizer has changed its meaning.
@Suite(.serialized) struct PyTorchParityTests {
  static let names = [
    "dense", "magnitude-2-4-share1-wg-dense", "rescaled-2-4-share1-wg-dense", "rescaled-1-4-share1-wg-dense",
    "magnitude-4-8-share1-wg-dense", "rescaled-8-32-share1-wg-dense", "magnitude-2-4-share4-wg-dense",
    "rescaled-2-4-share4-wg-dense", "rescaled-2-4-share4-wg-pruned", "rescaled-1-4-share2-wg-pruned",
  ]

  @Test func everyReferenceRunIsTested() throws {
    #expect(try Set(PyTorchRuns.load().runs.keys) == Set(Self.names))
  }

  @Test(arguments: names) func sixStepsAgree(_ name: String) throws {
    try compare(name, kernels: .auto)
  }

  @Test(arguments: ["rescaled-2-4-share4-wg-pruned", "magnitude-4-8-share1-wg-dense"])
  func sixStepsOfTheReferenceKernelsAgree(_ name: String) throws {
    try compare(name, kernels: .reference)
  }

  private func compare(_ name: String, kernels: KernelSelection) throws {
    let expected = try #require(try PyTorchRuns.load().runs[name])
    let folder = try TemporaryFolder()
    var recipe = try recipe(of: expected.mode, output: folder.path)
    recipe.kernels = kernels
    let trainer = try Trainer(recipe: recipe, communicator: Communicator.start())
    _ = try trainer.run()

    let losses = try folder.metrics().compactMap(\.loss)
    #expect(losses.count == expected.losses.count)
    for (step, (loss, reference)) in zip(losses, expected.losses).enumerated() {
      #expect(abs(loss - reference) <= 5e-4 * reference, "loss of step \(step + 1)")
    }
    let initial = try Safetensors.read(PyTorchRuns.file("init.safetensors").path)
    let final = try Safetensors.read(folder.path + "/model.safetensors")
    for (tensor, moved) in expected.moved {
      let change = zip(final[tensor]!.values, initial[tensor]!.values).map { Double($0) - Double($1) }
      let norm = change.reduce(0) { $0 + $1 * $1 }.squareRoot()
      let product = zip(change, try PyTorchRuns.signs(of: tensor)).reduce(0) { $0 + $1.0 * $1.1 }
      #expect(abs(norm - moved[0]) <= 0.025 * moved[0], "norm of the change of \(tensor)")
      // The product of an error with random signs is about as large as the error, seldom three times.
      #expect(abs(product - moved[1]) <= 3 * 0.025 * moved[0], "direction of the change of \(tensor)")
    }
  }

  private func recipe(of mode: PyTorchRuns.Mode, output: String) throws -> Recipe {
    var recipe = Recipe.asPyTorch(initialWeights: PyTorchRuns.file("init.safetensors").path, output: output)
    recipe.steps = 6
    recipe.learningRate = 0.02
    recipe.pruning = try pruning(mode.rule, mode.n, mode.m, share: mode.share, weightGradient: mode.wg)
    return recipe
  }
}
