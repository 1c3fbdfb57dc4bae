import Communication
import Compression
import Exchange
import Kernels
import Network
import Tensors
import Training

/// A network in training, timed phase by phase.
final class TimedStep {
  /// Seconds of one step.
  struct Phases {
    var forward = 0.0
    var backward = 0.0
    /// Part of backward.
    var pruning = 0.0
    /// Waiting for the other ranks' gradients after backward.
    var exchange = 0.0
    var optimizer = 0.0
    var total: Double { forward + backward + exchange + optimizer }
  }

  let network: Network
  let pruning: Pruning?
  private(set) var loss = 0.0
  private(set) var phases: [Phases] = []

  private let communicator: Communicator
  private let exchange: GradientExchange
  /// TEMPORARY
  private let flat: FlatGradients
  private let indexOfParameter: [String: Int]
  private let context: ComputeContext
  private let optimizer: StochasticGradientDescent
  private let images: Tensor
  private let labels: [Int32]
  private let logitsGradient: Tensor
  private let clock = ContinuousClock()

  init(_ setting: StepSetting, pruning: Pruning?) throws {
    self.pruning = pruning
    context = setting.context
    communicator = setting.communicator
    network = try Network(
      model: setting.model, inputShape: setting.shape, classes: setting.classes, pruning: pruning,
      context: setting.context, seed: 1, stem: setting.stem)
    optimizer = StochasticGradientDescent(
      parameters: network.parameters, momentum: 0.9, weightDecay: 5e-4, nesterov: false, context: setting.context)
    let order = network.backwardOrder
    indexOfParameter = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1.name, $0) })
    var configuration = ExchangeConfiguration()
    configuration.codec = Codec.none
    flat = FlatGradients(order)
    exchange = try GradientExchange(
      communicator: communicator, gradients: flat.gradients, tensors: flat.tensors,
      configuration: configuration, tiles: context.kernels.codecTiles)
    images = Tensor(setting.shape)
    images.fillNormal(standardDeviation: 1, seed: 2 + UInt64(communicator.rank))
    labels = (0..<Int32(setting.shape.batch)).map { $0 % Int32(setting.classes) }
    logitsGradient = Tensor(TensorShape(batch: setting.shape.batch, channels: setting.classes))
  }

  /// Forward, loss, backward with the exchange beside it, and the optimizer's update; all ranks begin together.
  func run() throws {
    try communicator.barrier(for: "the benchmark's next step")
    try exchange.beginStep(self.phases.count + 1)
    var phases = Phases()
    let prunedBefore = context.pruningSeconds
    phases.forward = try seconds {
      let logits = try network.forward(images, mode: .training)
      let count = labels.count
      loss =
        SoftmaxCrossEntropy(labelSmoothing: 0.1)(
          logits: logits, labels: labels, sampleCount: count, divisor: count * communicator.size,
          gradient: logitsGradient
        ).lossSum / Double(count)
    }
    phases.backward = try seconds {
      try network.backward(
        logitsGradient: logitsGradient, key: StepKey(seed: 1, step: self.phases.count, rank: communicator.rank)
      ) {
        flat.take(indexOfParameter[$0.name]!)
        exchange.gradientReady(indexOfParameter[$0.name]!)
      }
    }
    phases.exchange = try seconds {
      _ = try exchange.finishStep()
      flat.giveBack()
    }
    phases.pruning = context.pruningSeconds - prunedBefore
    phases.optimizer = seconds {
      for index in network.parameters.indices { optimizer.update(index, learningRate: 0.01) }
      network.weightsChanged()
    }
    self.phases.append(phases)
  }

  /// Drops the figures so far.
  func forget() { phases.removeAll() }

  private func seconds(_ work: () throws -> Void) rethrows -> Double {
    try clock.measure(work) / .seconds(1)
  }
}
