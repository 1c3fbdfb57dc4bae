import Communication
import Exchange
import Kernels
import Network
import Tensors
import Timing
import Training

/// A network in training, timed phase by phase: the same step as the training loop's.
final class TimedStep {
  /// Seconds of one step by phase.
  struct Phases {
    let seconds: [Phase: Double]
    subscript(phase: Phase) -> Double { seconds[phase] ?? 0 }
    var total: Double { seconds.reduce(0) { $0 + ($1.key.isExposed ? $1.value : 0) } }
  }

  /// What a step spends its time on, besides what is not measured here.
  static let measured: [Phase] = [
    .forward, .backward, .backwardDense, .backwardPruned, .prune, .exchangeExposed, .optimizer,
  ]

  let network: Network
  let pruning: Pruning?
  private(set) var loss = 0.0
  private(set) var phases: [Phases] = []

  private let communicator: Communicator
  private let step: TrainingStep
  private let images: Tensor
  private let labels: [Int32]

  init(_ setting: StepSetting, pruning: Pruning?) throws {
    self.pruning = pruning
    communicator = setting.communicator
    let context = setting.context
    network = try Network(
      model: setting.model, inputShape: setting.shape, classes: setting.classes, pruning: pruning,
      context: context, seed: 1, stem: setting.stem)
    var configuration = ExchangeConfiguration()
    configuration.codec = Codec.none
    var settings = TrainingStep.Settings()
    (settings.labelSmoothing, settings.seed, settings.rank) = (0.1, 1, communicator.rank)
    step = TrainingStep(
      network: network,
      optimizer: OptimizerKind.sgd.make(
        OptimizerInput(parameters: network.backwardOrder, momentum: 0.9, weightDecay: 5e-4, context: context)),
      exchange: try GradientExchange(
        communicator: communicator, gradients: network.gradients,
        tensors: network.backwardOrder.map { GradientTensor(name: $0.name, shape: $0.shape) },
        configuration: configuration, tiles: context.codecTiles),
      largestPart: setting.shape.batch, context: context, settings: settings)
    images = Tensor(setting.shape)
    images.fillNormal(standardDeviation: 1, seed: 2 + UInt64(communicator.rank))
    labels = (0..<Int32(setting.shape.batch)).map { $0 % Int32(setting.classes) }
  }

  /// One step; all ranks begin together.
  func run() throws {
    try communicator.barrier(for: "the start of a step")
    let before = step.timer.totals()
    loss =
      try step.run(
        images: images, labels: labels, globalCount: labels.count * communicator.size, step: phases.count,
        learningRate: 0.01) / Double(labels.count)
    let after = step.timer.totals()
    phases.append(
      Phases(
        seconds: Dictionary(
          uniqueKeysWithValues: Self.measured.map { ($0, after.seconds(of: $0) - before.seconds(of: $0)) })))
  }

  /// Drops the figures so far.
  func forget() { phases.removeAll() }
}
