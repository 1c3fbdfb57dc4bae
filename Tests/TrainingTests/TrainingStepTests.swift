import Communication
import Datasets
import Exchange
import Kernels
import Network
import RankTestSupport
import Tensors
import Testing

@testable import Training

/// A step on a few images whose gradients are looked at.
private final class ObservedStep {
  let step: TrainingStep
  private let shape = TensorShape(batch: 2, height: 8, width: 8, channels: 1)

  init(
    accumulate: Int, model: Model, pruning: Pruning?, over communicator: Communicator,
    change: (inout TrainingStep.Settings) -> Void = { _ in }
  ) throws {
    let context = try ComputeContext()
    let network = try Network(
      model: model, inputShape: shape, classes: 10, pruning: pruning, context: context, seed: 4)
    var configuration = ExchangeConfiguration()
    // A bucket for each tensor.
    (configuration.codec, configuration.bucketMegabytes) = (Codec.none, 1e-6)
    var settings = TrainingStep.Settings()
    settings.accumulate = accumulate
    change(&settings)
    step = TrainingStep(
      network: network,
      optimizer: OptimizerKind.sgd.make(
        OptimizerInput(parameters: network.backwardOrder, momentum: 0, weightDecay: 0, context: context)),
      exchange: try GradientExchange(
        communicator: communicator, gradients: network.gradients,
        tensors: network.backwardOrder.map { GradientTensor(name: $0.name, shape: $0.shape) },
        configuration: configuration, tiles: context.codecTiles),
      largestPart: 2, context: context, settings: settings)
  }

  /// The gradients, summed over the ranks, of a step on `samples` of this rank's images, of one sample in all.
  func gradients(samples: Int, number: Int = 0, rate: Float = 0) throws -> [UInt32] {
    let images = Tensor(shape)
    images.fillUniform(bound: 1, seed: 9)
    // What an earlier step left.
    step.network.gradients.fill(7)
    _ = try step.run(
      images: images.samples(0..<samples), labels: Array([3, 5][..<samples]), globalCount: 1, step: number,
      learningRate: rate)
    return step.network.gradients.array.map(\.bitPattern)
  }
}

private let ways: [(Model, Pruning?)] = [
  (.mlp, nil), (.digitsCNN, nil),
  (.digitsCNN, try! Pruning(rule: .magnitude, nonzeros: 2, groupSize: 4, share: 1, weightGradient: .pruned)),
]

/// If these fail, the last batch of an epoch, which may have fewer samples than parts or ranks, spoils the gradients.
@Suite struct TrainingStepTests {
  /// Parts without samples: a gradient that they reported twice would be counted twice, and one that they did not would
  /// be lost.
  @Test(arguments: ways.indices, [2, 3, 5])
  func emptyPartsReportEachGradientOnce(way: Int, accumulate: Int) throws {
    let alone = try Communicator.start()
    let (model, pruning) = ways[way]
    let whole = try ObservedStep(accumulate: 1, model: model, pruning: pruning, over: alone)
    let parted = try ObservedStep(accumulate: accumulate, model: model, pruning: pruning, over: alone)
    let expected = try whole.gradients(samples: 1)
    #expect(expected.contains { $0 != 0 } && !expected.contains(Float(7).bitPattern))
    for number in 0..<2 { #expect(try parted.gradients(samples: 1, number: number) == expected) }
  }
}

/// If these fail, clipping or averaging does other than it says.
@Suite struct StepChoiceTests {
  private func step(change: (inout TrainingStep.Settings) -> Void) throws -> ObservedStep {
    try ObservedStep(accumulate: 1, model: .digitsCNN, pruning: nil, over: Communicator.start(), change: change)
  }

  @Test func gradientsAreScaledToTheLargestNormOnly() throws {
    func gradients(_ limit: Double?) throws -> [Double] {
      try step { $0.clipNorm = limit }.gradients(samples: 2).map { Double(Float(bitPattern: $0)) }
    }
    let free = try gradients(nil)
    let norm = free.reduce(0) { $0 + $1 * $1 }.squareRoot()
    #expect(try gradients(norm * 1.01) == free)
    let clipped = try gradients(norm / 4)
    #expect(zip(clipped, free).allSatisfy { abs($0 - $1 / 4) <= 1e-6 * abs($1) + 1e-9 * norm })
  }

  @Test func theAverageFollowsTheWeightsAndLeavesThemAlone() throws {
    let observed = try step { $0.averageDecay = 0.4 }
    let network = observed.step.network
    func values() -> [[Float]] { (network.parameters.map(\.value) + network.buffers.map(\.value)).map(\.array) }
    var average = values().map { $0.map(Double.init) }
    for number in 0..<8 {
      _ = try observed.gradients(samples: 2, number: number, rate: 0.05)
      let decay = min(0.4, Double(1 + number) / Double(10 + number))
      average = zip(average, values()).map { zip($0, $1).map { decay * $0 + (1 - decay) * Double($1) } }
    }
    let before = values()
    let shown = observed.step.withShownWeights { values() }
    #expect(values() == before && shown != before)
    for (shown, expected) in zip(shown, average) {
      #expect(zip(shown, expected).allSatisfy { abs(Double($0) - $1) < 1e-5 * max(1, abs($1)) })
    }
  }
}

/// If these fail, a rank to which no sample of the last batch falls adds what an earlier step left, or keeps the others
/// waiting.
@Suite(.serialized) struct RankWithoutSamplesTests {
  @Test(arguments: ways.indices, [1, 3])
  func addsNothingAndTakesPart(way: Int, accumulate: Int) throws {
    try onEveryRank { world in
      let (model, pruning) = ways[way]
      let alone = try #require(try world.split(group: world.rank, for: "a test"))
      let expected = try ObservedStep(accumulate: 1, model: model, pruning: pruning, over: alone).gradients(samples: 1)
      let observed = try ObservedStep(accumulate: accumulate, model: model, pruning: pruning, over: world)
      // Another rank has the sample each time.
      for number in 0..<2 * world.size {
        let gradients = try observed.gradients(samples: number % world.size == world.rank ? 1 : 0, number: number)
        #expect(gradients == expected, "step \(number)")
      }
    }
  }
}
