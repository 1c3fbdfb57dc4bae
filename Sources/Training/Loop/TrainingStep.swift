import Exchange
import Kernels
import Network
import Tensors
import Timing

/// One step of training, of all ranks together: forward, loss, backward with the exchange beside it, update.
///
/// The training loop and `bench step` run the same. A steady step allocates nothing.
public final class TrainingStep {
  /// The choices of a step.
  public struct Settings {
    public var labelSmoothing: Float = 0
    /// Parts that a rank's samples are cut into.
    public var accumulate = 1
    /// What random choices of pruning depend on.
    public var seed: UInt64 = 0
    public var rank = 0
    /// The most that the norm of the mean gradient of all parameters together may be.
    public var clipNorm: Double?
    /// The decay of the weights' moving average.
    public var averageDecay: Double?

    public init() {}
  }

  public let network: Network
  public let optimizer: any Optimizer
  public let exchange: GradientExchange
  public var timer: PhaseTimer { context.timer }
  /// What this rank has handed to MPI as gradients so far.
  public internal(set) var bytesSent = 0

  /// The weights' moving average, where one is kept.
  let average: WeightAverage?

  /// This rank's samples of the last step whose largest logit was at their label.
  public private(set) var correct = 0

  private let context: ComputeContext
  private let settings: Settings
  private var stepsToRecord = 0
  private let loss: SoftmaxCrossEntropy
  private let accumulator: GradientAccumulator?
  /// The gradient of the loss by the logits, and its views by the number of samples.
  private let logitsGradient: Tensor
  private var logitsGradients: [Int: Tensor] = [:]

  /// - Parameters:
  ///   - exchange: over the network's flat gradient.
  ///   - largestPart: the most samples that go through the network at once.
  public init(
    network: Network, optimizer: any Optimizer, exchange: GradientExchange, largestPart: Int, context: ComputeContext,
    settings: Settings
  ) {
    self.network = network
    self.optimizer = optimizer
    self.exchange = exchange
    self.context = context
    self.settings = settings
    average = settings.averageDecay.map { WeightAverage(of: network, decay: $0, context: context) }
    loss = SoftmaxCrossEntropy(labelSmoothing: settings.labelSmoothing)
    accumulator = settings.accumulate > 1 ? GradientAccumulator(network, context: context) : nil
    logitsGradient = Tensor(TensorShape(batch: largestPart, channels: network.classes))
  }

  /// Runs step `step`, counted from 0, on this rank's samples, of `globalCount` over all ranks.
  ///
  /// Gradients are divided by the global count at the loss, so that their sum over ranks and parts is the mean.
  /// - Parameter prunes: whether gradients are pruned in this step, where the network has a pruning.
  /// - Returns: The sum of this rank's losses.
  public func run(
    images: Tensor, labels: [Int32], globalCount: Int, step: Int, learningRate: Float, prunes: Bool = true
  ) throws -> Double {
    try exchange.beginStep(step + 1)
    defer { countRecordedStep() }
    var lossSum = 0.0
    correct = 0
    for part in 0..<settings.accumulate {
      let range = Self.part(part, of: settings.accumulate, count: labels.count)
      let isWhole = range.count == labels.count
      lossSum += try forwardAndBackward(
        isWhole ? images : images.samples(range), isWhole ? labels : Array(labels[range]), part: part,
        globalCount: globalCount, step: step, prunes: prunes)
    }
    let exchanged = try timer.measure(.exchangeExposed) { try exchange.finishStep() }
    timer.add(exchanged.hiddenSeconds, to: .exchangeHidden)
    bytesSent += exchanged.bytesSent
    timer.measure(.optimizer) {
      if let limit = settings.clipNorm { clip(to: limit) }
      optimizer.step(learningRate: learningRate)
      network.weightsChanged()
      average?.update(step: step)
    }
    return lossSum
  }

  /// Runs `body` while the network holds the weights that are evaluated and saved.
  func withShownWeights<Result>(_ body: () throws -> Result) rethrows -> Result {
    try average?.use(body) ?? body()
  }

  /// Scales the gradients so that their norm is at most `limit`, as PyTorch's `clip_grad_norm_`.
  ///
  /// They are the mean over the ranks here, with the same bits on each, and so is their norm.
  private func clip(to limit: Double) {
    let factor = limit / (context.norm(of: network.gradients) + 1e-6)
    if factor < 1 { context.scale(network.gradients, by: Float(factor), into: network.gradients) }
  }

  /// Keeps the spans of the next `steps` steps for a trace.
  public func record(steps: Int) {
    stepsToRecord = steps
    // A layer prunes and makes two products at most, in each part; a step has some more.
    timer.trace = SpanRecorder(capacity: steps * settings.accumulate * (3 * network.parameters.count + 16))
    exchange.trace = SpanRecorder(capacity: steps * exchange.plan.buckets.count)
  }

  private func countRecordedStep() {
    stepsToRecord -= 1
    if stepsToRecord == 0 {
      timer.trace?.isRecording = false
      exchange.trace?.isRecording = false
    }
  }

  private func forwardAndBackward(
    _ images: Tensor, _ labels: [Int32], part: Int, globalCount: Int, step: Int, prunes: Bool
  ) throws -> Double {
    guard !labels.isEmpty else {
      // No sample is left for this rank: it adds nothing, and still takes part in every exchange.
      network.gradients.fill(0)
      for index in network.backwardOrder.indices { gradientReady(index, part: part) }
      return 0
    }
    let logits = try timer.measure(.forward) { try network.forward(images, mode: .training) }
    return try timer.measure(.backward) {
      let gradient = logitsGradient(samples: labels.count)
      let result = loss(
        logits: logits, labels: labels, sampleCount: labels.count, divisor: globalCount, gradient: gradient)
      try network.backward(
        logitsGradient: gradient,
        key: StepKey(
          seed: settings.seed, step: step * settings.accumulate + part, rank: settings.rank, prunes: prunes)
      ) { gradientReady($0, part: part) }
      correct += result.correct
      return result.lossSum
    }
  }

  private func gradientReady(_ index: Int, part: Int) {
    let isLast = part == settings.accumulate - 1
    accumulator?.take(index, isFirst: part == 0, isLast: isLast)
    if isLast { exchange.gradientReady(index) }
  }

  private func logitsGradient(samples: Int) -> Tensor {
    if let view = logitsGradients[samples] { return view }
    let view = logitsGradient.reshaped(TensorShape(batch: samples, channels: network.classes))
    logitsGradients[samples] = view
    return view
  }

  /// The samples of part `part`; the remainder is spread over the first parts.
  static func part(_ part: Int, of parts: Int, count: Int) -> Range<Int> {
    let (quotient, remainder) = count.quotientAndRemainder(dividingBy: parts)
    let start = part * quotient + min(part, remainder)
    return start..<start + quotient + (part < remainder ? 1 : 0)
  }
}
