import Foundation
import Kernels

@testable import Training

/// The reference runs in `Golden`: what PyTorch came to from the same weights, data and settings.
struct PyTorchRuns: Decodable {
  struct Mode: Decodable {
    let rule: String
    let n: Int
    let m: Int
    let share: Int
    let wg: String
  }

  struct Run: Decodable {
    let mode: Mode
    let losses: [Double]
    /// By tensor: the norm of its change and the change's product with the tensor's signs.
    let moved: [String: [Double]]
  }

  let runs: [String: Run]

  static func load() throws -> PyTorchRuns {
    try JSONDecoder().decode(PyTorchRuns.self, from: Data(contentsOf: file("expected.json")))
  }

  static func file(_ name: String) -> URL {
    Bundle.module.url(forResource: "Golden", withExtension: nil)!.appendingPathComponent(name)
  }

  /// The +1 and -1 that a tensor's change is multiplied with.
  static func signs(of tensor: String) throws -> [Double] {
    let counts = [
      ("conv1.weight", 288), ("conv2.weight", 18432), ("conv3.weight", 36864), ("conv4.weight", 73728),
      ("fc.weight", 1280),
    ]
    let bytes = [UInt8](try Data(contentsOf: file("signs.bin")))
    var start = 0
    for (name, count) in counts {
      if name == tensor {
        return (0..<count).map { index in
          let bit = bytes[start + index / 8] >> UInt8(7 - index % 8) & 1
          return bit == 1 ? 1 : -1
        }
      }
      start += count / 8
    }
    preconditionFailure("No signs are kept for \(tensor).")
  }
}

extension Recipe {
  /// What the reference runs have in common.
  static func asPyTorch(initialWeights: String, output: String) -> Recipe {
    var recipe = Recipe()
    recipe.initialWeights = initialWeights
    recipe.shuffles = false
    recipe.augments = false
    recipe.mean = [0.5]
    recipe.standardDeviation = [0.25]
    recipe.schedule = Schedule(shape: .constant, peakEpoch: 2, warmupEpochs: 0)
    recipe.labelSmoothing = 0.1
    recipe.output = output
    recipe.quiet = true
    return recipe
  }
}

/// The pruning that a reference run names; nil for `none`.
func pruning(
  _ rule: String, _ nonzeros: Int, _ groupSize: Int, share: Int, weightGradient: String
) throws -> Pruning? {
  guard let rule = PruningRule(rawValue: rule) else { return nil }
  return try Pruning(
    rule: rule, nonzeros: nonzeros, groupSize: groupSize, share: share,
    weightGradient: weightGradient == "pruned" ? .pruned : .dense)
}
