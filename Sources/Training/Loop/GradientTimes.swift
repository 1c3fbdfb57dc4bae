import Exchange
import Kernels
import Network
import Tensors
import Timing

/// A step of one rank without exchange, measured: how long it takes, and when in it each gradient is ready.
public struct GradientTimes {
  /// From the beginning of the step, in the order in which backward finishes the gradients; medians of the rounds.
  public let readySeconds: [Double]
  public let backwardEndSeconds: Double
  public let optimizerSeconds: Double
  /// The gradients of the last round, and what lies in them.
  public let gradients: Tensor
  public let tensors: [GradientTensor]

  public var stepSeconds: Double { backwardEndSeconds + optimizerSeconds }

  /// Measures steps of a network with random weights on random images.
  ///
  /// - Parameters:
  ///   - shape: a batch of images.
  ///   - context: with a timer that nobody else reads.
  ///   - rounds: steps that count; one more comes first, to warm up.
  /// - Throws: what `Network` throws.
  public init(
    model: Model, shape: TensorShape, classes: Int, stem: Stem?, pruning: Pruning?, prunesLinear: Bool = false,
    context: ComputeContext, rounds: Int
  ) throws {
    let network = try Network(
      model: model, inputShape: shape, classes: classes, pruning: pruning, prunesLinear: prunesLinear, context: context,
      seed: 1, stem: stem)
    let step = Step(network: network, shape: shape, classes: classes, context: context)
    let steps = try (0...rounds).map { try step.run(round: $0) }.dropFirst()
    let medians = (steps.first ?? []).indices.map { index in steps.map { $0[index] }.median }
    readySeconds = medians.dropLast(2)
    backwardEndSeconds = medians[medians.count - 2]
    optimizerSeconds = medians[medians.count - 1] - backwardEndSeconds
    gradients = network.gradients
    tensors = network.backwardOrder.map { GradientTensor(name: $0.name, shape: $0.shape) }
  }

  private struct Step {
    let network: Network
    let optimizer: any Optimizer
    let images: Tensor
    let labels: [Int32]
    let logitsGradient: Tensor

    init(network: Network, shape: TensorShape, classes: Int, context: ComputeContext) {
      self.network = network
      optimizer = OptimizerKind.sgd.make(
        OptimizerInput(parameters: network.backwardOrder, momentum: 0.9, weightDecay: 5e-4, context: context))
      images = Tensor(shape)
      images.fillNormal(standardDeviation: 1, seed: 2)
      labels = (0..<Int32(shape.batch)).map { $0 % Int32(classes) }
      logitsGradient = Tensor(TensorShape(batch: shape.batch, channels: classes))
    }

    /// The times at which each gradient is ready, backward ends, and the step ends.
    func run(round: Int) throws -> [Double] {
      var times: [Double] = []
      let start = ContinuousClock.now
      func note() { times.append((ContinuousClock.now - start) / .seconds(1)) }
      let logits = try network.forward(images, mode: .training)
      _ = SoftmaxCrossEntropy(labelSmoothing: 0.1)(
        logits: logits, labels: labels, sampleCount: labels.count, divisor: labels.count, gradient: logitsGradient)
      try network.backward(logitsGradient: logitsGradient, key: StepKey(seed: 1, step: round, rank: 0)) { _ in note() }
      note()
      optimizer.step(learningRate: 0.01)
      network.weightsChanged()
      note()
      return times
    }
  }
}
