import Communication
import Exchange
import Kernels
import Network
import RankTestSupport
import Tensors
import Testing

@testable import Training

/// If these fail, a run that continues from a saved state takes other steps than one that was never stopped.
@Suite(.serialized) struct RankStateTests {
  private let shape = TensorShape(batch: 6, height: 8, width: 8, channels: 1)

  private func makeStep(_ optimizer: OptimizerKind, _ codec: Codec, _ world: Communicator) throws -> TrainingStep {
    let context = try ComputeContext()
    let network = try Network(
      model: .digitsCNN, inputShape: shape, classes: 10,
      pruning: Pruning(rule: .unbiased, nonzeros: 2, groupSize: 4, share: 2, weightGradient: .pruned),
      context: context, seed: 1)
    var configuration = ExchangeConfiguration()
    configuration.codec = codec
    var settings = TrainingStep.Settings()
    (settings.accumulate, settings.rank) = (2, world.rank)
    return TrainingStep(
      network: network,
      optimizer: optimizer.make(
        OptimizerInput(
          parameters: network.backwardOrder, momentum: 0.9, nesterov: true, weightDecay: 0.01, context: context)),
      exchange: try GradientExchange(
        communicator: world, gradients: network.gradients,
        tensors: network.backwardOrder.map { GradientTensor(name: $0.name, shape: $0.shape) },
        configuration: configuration, tiles: context.codecTiles),
      largestPart: 3, context: context, settings: settings)
  }

  private func run(_ step: TrainingStep, _ steps: Range<Int>, _ world: Communicator) throws {
    let images = Tensor(shape)
    for number in steps {
      images.fillNormal(standardDeviation: 1, seed: UInt64(number * 100 + world.rank))
      let labels = (0..<6).map { Int32(($0 + number) % 10) }
      _ = try step.run(
        images: images, labels: labels, globalCount: 6 * world.size, step: number, learningRate: 0.05)
    }
  }

  /// The bits of everything that later steps depend on.
  private func bits(_ state: TrainingState) -> [String: [UInt32]] {
    state.network.tensors.merging(state.optimizer.tensors) { $1 }.merging(state.exchange.tensors) { $1 }
      .mapValues { $0.array.map(\.bitPattern) }
  }

  @Test(arguments: OptimizerKind.allCases, Codec.allCases)
  func continuesWithTheSameBits(optimizer: OptimizerKind, codec: Codec) throws {
    try onEveryRank { world in
      let whole = try makeStep(optimizer, codec, world)
      try run(whole, 0..<3, world)
      var progress = TrainingProgress()
      for _ in 0..<3 { progress.finishStep(lossSum: 0, samples: 6 * world.size, seconds: 1) }
      let continued = try makeStep(optimizer, codec, world)
      try continued.restore(whole.state(progress))
      try run(whole, 3..<5, world)
      try run(continued, 3..<5, world)
      let (expected, found) = (whole.state(progress), continued.state(progress))
      #expect(bits(found) == bits(expected))
      #expect(found.network.batches == expected.network.batches && found.optimizer.steps == expected.optimizer.steps)
    }
  }
}
