import Communication
import Foundation
import Kernels
import Network
import RegisterTiles
import Tensors
import TestSupport
import Testing

@testable import Training

/// If these fail, a deep network's step is no longer the one that PyTorch takes from the same weights and images.
@Suite(.serialized) struct ResNet18ParityTests {
  /// One step by PyTorch (`Golden/resnet18.py`).
  struct Step: Decodable {
    let rule: String
    let nonzeros: Int
    let groupSize: Int
    let share: Int
    let weightGradient: String
    let loss: Double
    /// By weight tensor, the norm of its change.
    let moved: [String: Double]

    static func all() throws -> [Step] {
      try JSONDecoder().decode([Step].self, from: Data(contentsOf: PyTorchRuns.file("resnet18.json")))
    }
  }

  @Test func oneStepAgrees() throws {
    let folder = try TemporaryFolder()
    let initial = try writeWeights(to: folder.path + "/init.safetensors")
    try writeImages(to: folder.path + "/data")
    for (index, step) in try Step.all().enumerated() {
      let output = "\(folder.path)/\(index)"
      let trainer = try Trainer(
        recipe: try recipe(of: step, folder: folder.path, output: output), communicator: Communicator.start())
      let loss = try trainer.run().trainLoss
      let mode = "\(step.rule) \(step.nonzeros):\(step.groupSize) share \(step.share) \(step.weightGradient)"
      #expect(abs(loss - step.loss) <= 2e-5 * step.loss, "loss, \(mode)")
      let final = try Safetensors.read(output + "/model.safetensors")
      for (name, moved) in step.moved {
        let norm = try distance(final[name]!.values, initial[name]!)
        let tolerance = step.rule == "none" ? 0.005 : Self.tolerance(of: name)
        #expect(abs(norm - moved) <= tolerance * moved, "\(name) moved \(norm), not \(moved); \(mode)")
      }
    }
  }

  /// The norm of the difference, by kernels: in a test's own loops millions of values take seconds.
  private func distance(_ left: [Float], _ right: [Float]) throws -> Double {
    let (difference, subtrahend) = (Tensor(count: left.count), Tensor(count: right.count))
    difference.copy(from: left)
    subtrahend.copy(from: right)
    let context = try ComputeContext()
    context.scale(subtrahend, by: -1, into: subtrahend)
    context.add(subtrahend, to: difference)
    return context.norm(of: difference)
  }

  /// Pruning by rank turns differences of rounding into other choices, more so with every layer on the way back.
  private static func tolerance(of tensor: String) -> Double {
    let tolerances = [("fc", 0.001), ("layer4.1", 0.005), ("layer4.0", 0.015), ("layer3", 0.06), ("layer2", 0.08)]
    return tolerances.first { tensor.hasPrefix($0.0) }?.1 ?? 0.25
  }

  private func recipe(of step: Step, folder: String, output: String) throws -> Recipe {
    var recipe = Recipe.asPyTorch(initialWeights: folder + "/init.safetensors", output: output)
    recipe.model = .resNet18
    recipe.data = folder + "/data"
    recipe.steps = 1
    recipe.learningRate = 0.05
    recipe.pruning = try pruning(
      step.rule, step.nonzeros, step.groupSize, share: step.share, weightGradient: step.weightGradient)
    return recipe
  }

  private func randomBits(_ stream: Int, _ index: Int) -> UInt64 { splitMix(UInt64(stream << 32 + index)) }

  /// - Returns: the values of the weight tensors.
  private func writeWeights(to path: String) throws -> [String: [Float]] {
    let network = try Network(
      model: .resNet18, inputShape: TensorShape(batch: 1, height: 32, width: 32, channels: 3), classes: 10,
      context: ComputeContext(), seed: 1)
    var tensors: [(name: String, tensor: StoredTensor)] = []
    for (stream, parameter) in network.parameters.enumerated() {
      let shape = parameter.shape
      let isBatchNormWeight = shape.count == 1 && parameter.name.hasSuffix("weight")
      let bound =
        switch shape.count {
        case 4: Float((6 / Double(shape[0] * shape[2] * shape[3])).squareRoot())
        case 2: Float(1 / Double(shape[1]).squareRoot())
        default: isBatchNormWeight ? Float(0.25) : Float(0.125)
        }
      let values = (0..<parameter.value.count).map { index in
        let uniform = Float(randomBits(stream, index) >> 40) / Float(1 << 23) - 1
        return uniform * bound + (isBatchNormWeight ? 1 : 0)
      }
      tensors.append((parameter.name, StoredTensor(shape: shape, values: values)))
    }
    let learned = Dictionary(uniqueKeysWithValues: tensors.filter { $0.tensor.shape.count > 1 }.map { ($0, $1.values) })
    for buffer in network.buffers {
      let value: Float = buffer.name.hasSuffix("running_var") ? 1 : 0
      let values = [Float](repeating: value, count: buffer.value.count)
      tensors.append((buffer.name, StoredTensor(shape: buffer.shape, values: values)))
    }
    try Safetensors.write(tensors, to: path)
    return learned
  }

  /// Files in CIFAR-10's format; the first holds the batch.
  private func writeImages(to folder: String) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let records = (0..<64).map { image -> [UInt8] in
      let pixels = (0..<3 * 1024).map { place -> UInt8 in
        let (channel, row, column) = (place / 1024, place / 32 % 32, place % 32)
        let patch = (image * 3 + channel) * 16 + row / 8 * 4 + column / 8
        let noise = Int(randomBits(1002, image * 3 * 1024 + place) >> 58) - 32
        return UInt8(min(max(Int(randomBits(1001, patch) >> 56) + noise, 0), 255))
      }
      return [UInt8(randomBits(1000, image) % 10)] + pixels
    }
    try Data(records.joined()).write(to: URL(fileURLWithPath: folder + "/data_batch_1.bin"))
    for file in ["data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5", "test_batch"] {
      try Data(records[0]).write(to: URL(fileURLWithPath: "\(folder)/\(file).bin"))
    }
  }
}
