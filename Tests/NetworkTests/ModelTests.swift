import Foundation
import Kernels
import Tensors
import Testing

@testable import Network

/// Models against the state dicts of torchvision and of the authors' code, saved beside this file.
@Suite struct ModelTests {
  static let parameterCounts: [(Model, Int)] = [
    (.resNet18, 11_689_512), (.resNet34, 21_797_672), (.resNet50, 25_557_032), (.regNetX400MF, 5_495_976),
  ]

  static func network(_ model: Model, batch: Int = 1, size: Int = 32, stem: Stem? = nil) throws -> Network {
    try Network(
      model: model, inputShape: TensorShape(batch: batch, height: size, width: size, channels: 3), classes: 1000,
      context: ComputeContext(), seed: 1, stem: stem)
  }

  /// A renamed, reordered or reshaped tensor would no longer load in PyTorch.
  @Test(arguments: Model.allCases) func stateDictionaryIsPyTorchs(_ model: Model) throws {
    let stem: Stem? = [.cifarResNet9, .cifarResNet9Quarter, .digitsCNN, .mlp].contains(model) ? nil : .imagenet
    let list = try #require(
      Bundle.module.url(forResource: "StateDictionaries/\(model.rawValue)", withExtension: "txt"))
    let expected = try String(contentsOf: list, encoding: .utf8).split(separator: "\n").map(String.init)
    let state = try Self.network(model, stem: stem).stateOrder.map { entry in
      "\(entry.name) \(entry.shape.map(String.init).joined(separator: "x"))"
    }
    #expect(state == expected)
  }

  @Test(arguments: parameterCounts) func parameterCount(_ model: Model, _ count: Int) throws {
    let network = try Self.network(model, stem: .imagenet)
    #expect(network.parameters.reduce(0) { $0 + $1.value.count } == count)
  }

  /// Every model runs forward and backward, each parameter becoming ready once and in the order that the gradient
  /// exchange was told.
  @Test(arguments: Model.allCases) func backwardFollowsItsOrder(_ model: Model) throws {
    let network = try Self.network(model, batch: 2)
    let logits = try network.forward(
      randomImages(TensorShape(batch: 2, height: 32, width: 32, channels: 3)), mode: .training)
    #expect(logits.shape == TensorShape(batch: 2, channels: 1000))
    let gradient = Tensor(logits.shape)
    _ = SoftmaxCrossEntropy()(logits: logits, labels: [3, 999], sampleCount: 2, divisor: 2, gradient: gradient)
    var ready: [Int] = []
    try network.backward(logitsGradient: gradient, key: StepKey(seed: 0, step: 0, rank: 0)) { ready.append($0) }
    #expect(ready == Array(network.parameters.indices))
    #expect(Set(network.backwardOrder.map(\.name)) == Set(network.parameters.map(\.name)))
    for parameter in network.parameters {
      let norm = try ComputeContext().norm(of: parameter.gradient)
      #expect(norm > 0 && norm.isFinite, "\(parameter.name)")
    }
  }

  /// Two ranks must start from the same weights, and another seed from others.
  @Test func initializationIsAFunctionOfTheSeed() throws {
    func values(_ seed: UInt64) throws -> [[Float]] {
      try Network(
        model: .digitsCNN, inputShape: TensorShape(batch: 2, height: 8, width: 8, channels: 1), classes: 10,
        context: ComputeContext(), seed: seed
      ).parameters.map(\.value.array)
    }
    let first = try values(1)
    #expect(try values(1) == first)
    #expect(try values(2)[0] != first[0])
  }

  /// torchvision's spread of first weights: without it deep models do not train.
  @Test func initializationHasTheRightSpread() throws {
    func deviation(_ network: Network, _ name: String) throws -> Double {
      let weight = try #require(network.parameters.first { $0.name == name }).value.array
      return (dot(weight, weight) / Double(weight.count)).squareRoot()
    }
    let network = try Self.network(.resNet18)
    let expected = (2.0 / (128 * 9)).squareRoot()
    #expect(abs(try deviation(network, "layer2.0.conv1.weight") - expected) < 0.01 * expected)
    // Not divided by the groups, of which these 400 channels have 25.
    let grouped = (2.0 / (400 * 9)).squareRoot()
    let name = "trunk_output.block4.block4-1.f.b.0.weight"
    #expect(abs(try deviation(Self.network(.regNetX400MF), name) - grouped) < 0.01 * grouped)
    let linear = try #require(network.parameters.first { $0.name == "fc.weight" }).value.array
    let bound = 1 / Float(512).squareRoot()
    #expect(linear.allSatisfy { abs($0) <= bound } && linear.max()! > 0.99 * bound)
  }

  @Test func tooSmallImagesAreAnError() throws {
    let error = #expect(throws: NetworkError.self) { try Self.network(.cifarResNet9, size: 4) }
    #expect(try #require(error).description.contains("6.0"))
  }

  @Test func namesAreUnique() {
    #expect(Set(Model.allCases.map(\.rawValue)).count == Model.allCases.count)
    #expect(Model(rawValue: "resnet18") == .resNet18 && Model(rawValue: "resnet19") == nil)
  }
}
