import Kernels
import Tensors
import Testing

@testable import Network

/// If these fail, fine-tuning moves what was to stay, or takes wrong steps with the rest.
@Suite struct FrozenTests {
  private let shape = TensorShape(batch: 4, height: 16, width: 16, channels: 3)

  private func network(_ model: Model = .resNet18, frozen: [String]) throws -> Network {
    try Network(
      model: model, inputShape: shape, classes: 10, context: ComputeContext(), seed: 1, stem: .cifar,
      frozen: frozen.map(ParameterPattern.init))
  }

  /// The bits of the trained parameters' gradients, by name, after two steps without an update.
  private func gradients(_ network: Network) throws -> [String: [UInt32]] {
    var reported: [Int] = []
    for step in 1...2 {
      reported = []
      let logits = try network.forward(randomImages(shape, seed: UInt64(step)), mode: .training)
      let gradient = Tensor(logits.shape)
      _ = SoftmaxCrossEntropy()(logits: logits, labels: [1, 2, 3, 4], sampleCount: 4, divisor: 4, gradient: gradient)
      try network.backward(logitsGradient: gradient, key: StepKey(seed: 1, step: step, rank: 0)) { reported.append($0) }
    }
    #expect(reported == Array(network.backwardOrder.indices), "Each trained gradient is told of once, no other.")
    #expect(network.gradients.array == network.backwardOrder.flatMap(\.gradient.array))
    return Dictionary(
      uniqueKeysWithValues: network.backwardOrder.map { ($0.name, $0.gradient.array.map(\.bitPattern)) })
  }

  /// Where everything before a layer is frozen backward ends there; the other gradients must not depend on where it ends.
  @Test(arguments: [
    ["conv1", "bn1", "layer1"], ["conv1", "bn1", "layer[12]", "layer3.0.conv1"],
    // Backward ends within a block, on one of its two ways or the other.
    ["conv1", "bn1", "layer1", "layer2.0.downsample"], ["conv1", "bn1", "layer1", "layer2.0.conv1", "layer2.0.bn1"],
    ["conv1", "bn1", "layer1", "layer2.0.conv?", "layer2.0.bn?"],
  ]) func gradientsDoNotDependOnWhereBackwardEnds(frozen: [String]) throws {
    let short = try gradients(try network(frozen: frozen))
    // The same batch norms are frozen, but the first convolution is trained: backward goes all the way.
    let long = try gradients(try network(frozen: frozen.filter { $0 != "conv1" }))
    #expect(long.count == short.count + 1 && long["conv1.weight"]?.contains { $0 != 0 } == true)
    for (name, gradient) in short { #expect(long[name] == gradient, "\(name)") }
  }

  /// Weights without their batch norms: as PyTorch's `requires_grad_(False)`, the others' gradients stay the same.
  @Test func frozenWeightsAloneChangeNoOtherGradient() throws {
    let all = try gradients(try network(frozen: []))
    let some = try gradients(try network(frozen: ["layer2.0.conv1", "*.conv2", "fc.weight", "layer3.0.bn1.bias"]))
    #expect(some.count == all.count - 11 && some["fc.bias"] != nil)
    for (name, gradient) in some { #expect(all[name] == gradient, "\(name)") }
  }

  @Test func frozenBatchNormsKeepTheirStatistics() throws {
    let network = try network(.digitsCNN, frozen: ["bn1", "bn2.weight"])
    let before = network.buffers.map(\.value.array)
    let images = randomImages(shape)
    _ = try network.forward(images, mode: .training)
    let after = network.buffers.map(\.value.array)
    #expect(before[..<2] == after[..<2])
    #expect(before[2] != after[2], "One of its two parameters is trained.")
    #expect(network.state.batches["bn1.num_batches_tracked"] == 0)
  }

  @Test func patternsAreNamesModulesOrWildcards() {
    func matches(_ pattern: String, _ name: String = "layer1.0.conv1.weight") -> Bool {
      ParameterPattern(rawValue: pattern).matches(name)
    }
    for pattern in ["layer1", "layer1.0", "layer1.0.conv1.weight", "layer*", "layer[12]", "*.weight", "layer1.*.conv1"]
    {
      #expect(matches(pattern), "\(pattern)")
    }
    for pattern in ["layer", "conv1", "layer1.0.conv", "layer10", "*.bias", ""] {
      #expect(!matches(pattern), "\(pattern)")
    }
  }

  @Test func patternsThatDoNothingAreRefused() throws {
    for (frozen, says) in [(["layer"], "--freeze layer matches no parameter"), (["*"], "no parameter of resnet18 to")] {
      let error = #expect(throws: NetworkError.self) { try network(frozen: frozen) }
      #expect(error?.description.contains(says) == true)
    }
  }
}
