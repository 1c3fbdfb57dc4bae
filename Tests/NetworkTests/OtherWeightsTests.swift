import Kernels
import Tensors
import TestSupport
import Testing

@testable import Network

/// If these fail, weights from elsewhere do not load, or load into the wrong places.
@Suite struct OtherWeightsTests {
  private let folder: TemporaryFolder
  private var path: String { folder.path("weights.safetensors") }

  init() throws { folder = try TemporaryFolder() }

  private func network(classes: Int, seed: UInt64, purpose: Mode = .training) throws -> Network {
    try Network(
      model: .digitsCNN, inputShape: TensorShape(batch: 2, height: 8, width: 8, channels: 1), classes: classes,
      context: ComputeContext(), seed: seed, purpose: purpose)
  }

  private func values(_ network: Network) -> [String: StoredTensor] {
    Dictionary(uniqueKeysWithValues: network.stateDictionary().map { ($0.name, $0.tensor) })
  }

  @Test func dataParallelWrappersPrefixIsUnderstood() throws {
    let saved = try network(classes: 10, seed: 1)
    try Safetensors.write(saved.stateDictionary().map { ("module." + $0.name, $0.tensor) }, to: path)
    let loaded = try network(classes: 10, seed: 2)
    try loaded.load(from: path)
    #expect(values(loaded) == values(saved))
  }

  @Test(arguments: [10, 4]) func aNewHeadKeepsTheRest(classes: Int) throws {
    let saved = try network(classes: 10, seed: 1)
    try saved.save(to: path)
    let loaded = try network(classes: classes, seed: 2)
    let fresh = values(loaded)
    try loaded.load(from: path, head: .new)
    for (name, tensor) in values(loaded) {
      #expect(tensor == (name.hasPrefix("fc.") ? fresh[name] : values(saved)[name]), "\(name)")
    }
    // A file without a head has one to start with.
    try Safetensors.write(saved.stateDictionary().filter { !$0.name.hasPrefix("fc.") }, to: path)
    try loaded.load(from: path, head: .new)
    #expect(throws: WeightsError.self) { try loaded.load(from: path) }
  }

  @Test func otherClassesNameTheWayOut() throws {
    try network(classes: 10, seed: 1).save(to: path)
    for (purpose, hint) in [(Mode.training, "--init-head new"), (.evaluation, "trained on")] {
      let error = #expect(throws: WeightsError.self) {
        try network(classes: 4, seed: 2, purpose: purpose).load(from: path)
      }
      #expect(error?.description.contains("of 10 classes, and the data has 4; ") == true)
      #expect(error?.hint.contains(hint) == true)
    }
  }

  @Test func torchvisionsNamesAreKnown() {
    #expect(Model(rawValue: "regnet_x_400mf") == .regNetX400MF)
    #expect(Model.regNetX400MF.rawValue == "regnetx-400mf")
  }
}
