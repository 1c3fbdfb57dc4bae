import Foundation
import Kernels
import Tensors
import TestSupport
import Testing

@testable import Network

@Suite struct NetworkTests {
  let shape = TensorShape(batch: 6, height: 8, width: 8, channels: 1)
  let key = StepKey(seed: 1, step: 2, rank: 0)

  func network(_ pruning: Pruning? = nil, prunesLinear: Bool = false, model: Model = .digitsCNN) throws -> Network {
    try Network(
      model: model, inputShape: shape, classes: 10, pruning: pruning, prunesLinear: prunesLinear,
      context: ComputeContext(), seed: 1)
  }

  /// Runs forward and backward; returns the logits and the gradients by name.
  func step(_ network: Network, _ images: Tensor) throws -> (logits: [Float], gradients: [String: [Float]]) {
    let logits = try network.forward(images, mode: .training)
    let gradient = Tensor(logits.shape)
    let count = images.shape.batch
    _ = SoftmaxCrossEntropy()(
      logits: logits, labels: (0..<Int32(count)).map { $0 % 10 }, sampleCount: count, divisor: count,
      gradient: gradient)
    try network.backward(logitsGradient: gradient, key: key)
    return (
      logits.array, Dictionary(uniqueKeysWithValues: network.parameters.map { ($0.name, $0.gradient.array) })
    )
  }

  /// A batch of another size, and the first size again, give what a network planned for that size gives: nothing left
  /// from one plan leaks into another.
  @Test func anyBatchSize() throws {
    let used = try network()
    for batch in [6, 1, 9, 6, 4] {
      let images = randomImages(shape.with(batch: batch), seed: UInt64(batch))
      let fresh = try Network(
        model: .digitsCNN, inputShape: shape.with(batch: batch), classes: 10, context: ComputeContext(), seed: 1)
      let (logits, gradients) = try step(used, images)
      let expected = try step(fresh, images)
      #expect(logits == expected.logits)
      #expect(gradients == expected.gradients)
    }
  }

  /// The exchange sums slices of one buffer: gradients lie in it in the order of backward, without gaps, the largest at
  /// a cache line, where oneDNN and the sum are fastest.
  @Test(arguments: [Model.digitsCNN, .mlp]) func gradientsAreOneBuffer(_ model: Model) throws {
    let network = try network(model: model)
    _ = try step(network, randomImages(shape))
    #expect(network.gradients.array == network.backwardOrder.flatMap(\.gradient.array))
    #expect(network.backwardOrder.map(\.backwardIndex) == Array(network.parameters.indices))
    let largest = try #require(network.backwardOrder.max { $0.value.count < $1.value.count })
    #expect(Int(bitPattern: largest.gradient.pointer) % 64 == 0)
    network.gradients.fill(3)
    #expect(network.parameters.allSatisfy { $0.gradient.array.allSatisfy { $0 == 3 } })
  }

  /// Evaluation uses the running statistics: a sample's logits do not depend on its neighbours, and nothing moves.
  @Test func evaluationIsIndependentOfTheBatch() throws {
    let network = try network()
    _ = try step(network, randomImages(shape))
    let before = network.buffers.map(\.value.array)
    let images = randomImages(shape, seed: 9)
    let together = try network.forward(images, mode: .evaluation).array
    let first = Tensor(shape.with(batch: 1))
    first.copy(from: Array(images.array.prefix(first.count)))
    let alone = try network.forward(first, mode: .evaluation).array
    for (left, right) in zip(together, alone) { #expect(abs(left - right) < 1e-5) }
    #expect(network.buffers.map(\.value.array) == before)
  }

  /// Pruning reaches exactly what lies below a pruned layer, and leaves the first layer and linear layers alone.
  @Test func pruningReachesWhatItShould() throws {
    let images = randomImages(shape)
    let dense = try step(network(), images).gradients
    let pruned = try step(network(Pruning(rule: .magnitude, nonzeros: 1, groupSize: 4, share: 1)), images).gradients
    for name in ["fc.weight", "fc.bias", "bn4.weight", "conv4.weight"] { #expect(pruned[name] == dense[name]) }
    for name in ["bn3.weight", "conv3.weight", "conv1.weight"] { #expect(pruned[name] != dense[name]) }
    let both = try step(
      network(Pruning(rule: .magnitude, nonzeros: 1, groupSize: 4, share: 1, weightGradient: .pruned)), images
    ).gradients
    #expect(both["bn4.weight"] == dense["bn4.weight"])
    #expect(both["conv4.weight"] != dense["conv4.weight"])
    let linear = try step(
      network(Pruning(rule: .magnitude, nonzeros: 1, groupSize: 4, share: 1), prunesLinear: true), images
    ).gradients
    #expect(linear["fc.weight"] == dense["fc.weight"])
    #expect(linear["bn4.weight"] != dense["bn4.weight"])
    let shapes = try network(Pruning(rule: .magnitude, nonzeros: 1, groupSize: 4, share: 1)).convolutionShapes
    #expect(shapes.map(\.isPruned) == [false, true, true, true, false])
    #expect(shapes.map(\.needsInputGradient) == [false, true, true, true, true])
  }

  /// What is saved loads again, in a network of another seed and layout of memory, to the same logits.
  @Test(arguments: [Model.digitsCNN, .mlp]) func saveAndLoad(_ model: Model) throws {
    let folder = try TemporaryFolder()
    let path = folder.path("weights.safetensors")
    let trained = try network(model: model)
    let images = randomImages(shape)
    _ = try step(trained, images)
    try trained.save(to: path)
    let other = try Network(model: model, inputShape: shape, classes: 10, context: ComputeContext(), seed: 2)
    try other.load(from: path)
    let expected = try trained.forward(images, mode: .evaluation).array
    #expect(try other.forward(images, mode: .evaluation).array == expected)
    #expect(other.stateDictionary().map(\.tensor) == trained.stateDictionary().map(\.tensor))
  }

  /// Counters of batches go on where single precision ends, through a step and a file; other numbers are refused.
  @Test func countersAreExact() throws {
    let (network, name, folder) = (try network(), "bn1.num_batches_tracked", try TemporaryFolder())
    var state = Dictionary(uniqueKeysWithValues: network.stateDictionary().map { ($0.name, $0.tensor) })
    state[name] = StoredTensor(shape: [], elements: .int64([1 << 24 + 3]))
    try network.load(state, from: "file")
    _ = try step(network, randomImages(shape))
    try network.save(to: folder.path("weights"))
    #expect(try Safetensors.read(folder.path("weights"))[name]?.elements == .int64([1 << 24 + 4]))
    state[name] = StoredTensor(shape: [], values: [0.5])
    #expect(throws: WeightsError.self) { try network.load(state, from: "file") }
  }

  /// A file holds PyTorch's order: output, input, row, column.
  @Test func filesHoldPyTorchsOrder() {
    let weight = Parameter(name: "w", shape: [2, 3, 1, 2], taps: 2)
    weight.setStateValues((0..<12).map(Float.init))
    #expect(weight.value.array == [0, 2, 4, 1, 3, 5, 6, 8, 10, 7, 9, 11])
    #expect(weight.stateValues == (0..<12).map(Float.init))
  }

  /// Missing, unknown and misshapen tensors are named; the counters alone may be missing.
  @Test func wrongStatesAreRefused() throws {
    let network = try network()
    let state = Dictionary(uniqueKeysWithValues: network.stateDictionary().map { ($0.name, $0.tensor) })
    func message(_ change: (inout [String: StoredTensor]) -> Void) throws -> String {
      var changed = state
      change(&changed)
      let error = #expect(throws: WeightsError.self) { try network.load(changed, from: "file") }
      return try #require(error).description
    }
    #expect(try message { $0["conv2.weight"] = nil }.contains("tensor conv2.weight: is missing"))
    #expect(try message { $0["bn2.running_var"] = nil }.contains("tensor bn2.running_var: is missing"))
    #expect(try message { $0["conv9.weight"] = $0["fc.bias"] }.contains("tensor conv9.weight: is not part"))
    #expect(
      try message { $0["bn1.bias"] = StoredTensor(shape: [1], values: [0]) }.contains("has shape [1], expected [32]"))
    let counter = "bn1.num_batches_tracked"
    #expect(try message { $0[counter] = StoredTensor(shape: [], values: [3]) }.contains("expected dtype I64"))
    #expect(try message { $0[counter] = StoredTensor(shape: [1], elements: .int64([3])) }.contains("shape [1]"))
    #expect(try message { $0[counter] = StoredTensor(shape: [], elements: .int64([-1])) }.contains("is -1"))
    for element in [0, 9] {
      for value in [Float.nan, .infinity, -.infinity] {
        var values = [Float](repeating: 0, count: 10)
        values[element] = value
        let text = try message { $0["fc.bias"] = StoredTensor(shape: [10], values: values) }
        #expect(text.contains("tensor fc.bias: is \(value) at element \(element)"))
      }
    }
    #expect(
      try message { $0["fc.bias"] = StoredTensor(shape: [10], elements: .int64(Array(repeating: 0, count: 10))) }
        .contains("is of integers"))
    try network.load(state.filter { !$0.key.hasSuffix("num_batches_tracked") }, from: "file")
  }

  /// A network for evaluation alone judges images as the trained one does, to the last bit.
  @Test(arguments: Model.allCases.filter { [.digitsCNN, .mlp].contains($0) })
  func evaluatingNetworksAgree(model: Model) throws {
    let trained = try network(model: model)
    let images = randomImages(shape)
    _ = try step(trained, images)
    let evaluating = try Network(
      model: model, inputShape: shape, classes: 10, context: ComputeContext(), seed: 2, purpose: .evaluation)
    try evaluating.load(
      Dictionary(uniqueKeysWithValues: trained.stateDictionary().map { ($0.name, $0.tensor) }), from: "")
    #expect(evaluating.gradients.count == 0)
    for count in [6, 4] {
      let part = images.samples(0..<count)
      let logits = try evaluating.forward(part, mode: .evaluation).array
      #expect(try logits == trained.forward(part, mode: .evaluation).array)
    }
  }

  /// A network that is never released keeps its gigabytes: a second one in a process, as a benchmark makes, would not fit.
  @Test func isReleased() throws {
    weak var released: Parameter?
    try {
      let network = try network()
      _ = try step(network, randomImages(shape))
      released = network.parameters[0]
    }()
    #expect(released == nil)
  }
}
