import Datasets
import Exchange
import Foundation
import Kernels
import Network

/// Every choice of one training run, resolved: what the command line and a recipe file come to.
public struct Recipe: Codable, Sendable {
  // Data and model
  public var data = "digits"
  public var model = Model.digitsCNN
  public var stem: Stem?
  public var initialWeights: String?
  /// Whether the last layer's values come from `initialWeights` too.
  public var initialHead = InitialHead.kept
  /// Parameters that training leaves as they are.
  public var frozen: [ParameterPattern] = []
  public var seed: UInt64 = 0
  public var shuffles = true
  public var augments = true
  /// What is done to training images where `augments`; what suits the data set where nil.
  public var augmentation: Augmentation?
  /// One value or one a channel, on pixels scaled to 0...1; the data set's own where nil.
  public var mean: [Float]?
  public var standardDeviation: [Float]?
  /// Side of the images that the network sees; as they are stored where nil.
  public var imageSize: Int?
  /// Sizes of training images in the first epochs; always `imageSize` where nil.
  public var imageGrowth: ImageGrowth?
  /// Side of test images; as `imageSize` where nil.
  public var testImageSize: Int?
  /// Whether test images are judged together with their mirror images.
  public var flipsAtTestTime = false

  // Length and batch
  public var epochs = 10.0
  public var steps: Int?
  /// Samples of a step over all ranks.
  public var batchSize = 64
  /// Parts that each rank cuts its share of the batch into, to hold fewer activations at once.
  public var accumulate = 1
  public var evaluateEveryEpochs = 1
  /// Epochs without a better test accuracy after which training ends; nil for all epochs.
  public var patienceEpochs: Int?

  // Optimization
  public var optimizer = OptimizerKind.sgd
  public var learningRate = 0.1
  /// The batch that `learningRate` is meant for: the rate grows with the batch. Nil takes the rate as it is.
  public var baseBatchSize: Int?
  /// Factors of the rate for some parameters.
  public var learningRateScales: [LearningRateScale] = []
  public var momentum = 0.9
  public var nesterov = false
  public var weightDecay = 5e-4
  public var labelSmoothing = 0.0
  /// The most that the norm of all gradients together may be; nil for no limit.
  public var clipNorm: Double?
  /// The decay of the weights' moving average, which is evaluated and saved; nil for the weights themselves.
  public var averageDecay: Double?
  public var schedule = Schedule(shape: .cyclic)

  // The method
  public var pruning: Pruning?
  /// Whether what pruning saves is measured before the first step, and said.
  public var announcesSaving = false
  public var pruningPeriod = PruningPeriod()
  public var prunesLinear = false
  public var kernels = KernelSelection.auto
  public var threads = 1
  public var precision = Precision.fp32

  // Exchange
  public var exchange = ExchangeConfiguration()

  // Output
  public var output: String?
  public var quiet = false
  public var logEverySteps: Int?
  /// The first steps of this process that `trace.json` holds; nil for no trace.
  public var traceSteps: Int?
  /// Whether TensorBoard's event files are written.
  public var writesEvents = false
  /// A rank that is held up, to try what the program says of it.
  public var slowdown: Slowdown?
  public var checkpoints = CheckpointSettings()

  public init() {}

  /// Refuses settings that make no sense by themselves or together.
  public func validate() throws {
    func require(_ condition: Bool, _ message: @autoclosure () -> String) throws {
      if !condition { throw SettingsError(message()) }
    }
    try require(
      epochs > 0 && epochs <= Double(Limits.counts.upperBound),
      "--epochs is \(epochs.formatted()); it takes a number above 0, at most \(Limits.counts.upperBound)")
    try Limits.check("--steps", steps, in: Limits.counts)
    try Limits.check("--batch-size", batchSize, in: Limits.batchSize)
    try Limits.check("--accumulate", accumulate, in: 1...batchSize)
    try Limits.check("--image-size", imageSize, in: Limits.imageSize)
    try Limits.check("--test-image-size", testImageSize, in: Limits.imageSize)
    try Limits.check("--threads", threads, in: Limits.threads)
    try Limits.check("--evaluate-every", evaluateEveryEpochs, in: Limits.counts)
    try Limits.check("--patience", patienceEpochs, in: Limits.counts)
    try Limits.check("--log-every", logEverySteps, in: Limits.counts)
    try Limits.check("--trace-steps", traceSteps, in: 1...10_000)
    try Limits.check("--base-batch-size", baseBatchSize, in: Limits.batchSize)
    try require(output != "", "--output is empty, as an unset variable of a script is; name a folder or leave it out")
    if let imageGrowth {
      try require(
        imageSize.map { (1...$0).contains(imageGrowth.firstSize) } ?? false,
        "--first-image-size \(imageGrowth.firstSize) grows to --image-size; give that too, and not a smaller one")
      try require(
        imageGrowth.start >= 0 && imageGrowth.start <= imageGrowth.end,
        "--grow-from \(imageGrowth.start) --grow-until \(imageGrowth.end) are no epochs in this order")
    }
    try require(
      initialHead == .kept || initialWeights != nil,
      "--init-head new is about the weights that --init loads; give --init too, or leave it out")
    try require(learningRate.isFinite && learningRate >= 0, "--learning-rate must be zero or a positive number")
    try require(
      scaledLearningRate.isFinite,
      "--learning-rate \(learningRate) times the batch over --base-batch-size is too large for a number; lower it")
    try require((0..<1).contains(momentum), "--momentum is \(momentum); it must lie in 0..<1")
    try require(weightDecay.isFinite && weightDecay >= 0, "--weight-decay must be zero or a positive number")
    try require((0..<1).contains(labelSmoothing), "--label-smoothing is \(labelSmoothing); it must lie in 0..<1")
    try schedule.validate(epochs: epochs)
    try require(
      !nesterov || momentum > 0, "--nesterov needs a momentum; give --momentum 0.9 or leave --nesterov out")
    try require(
      !nesterov || optimizer.takesNesterov,
      "--nesterov does nothing with --optimizer \(optimizer.rawValue); leave it out, or choose sgd")
    try require(
      clipNorm.map { $0 > 0 && $0.isFinite } ?? true,
      "--clip-norm is \(clipNorm ?? 0); it must be a number above 0")
    try require(
      averageDecay.map { $0 > 0 && $0 < 1 } ?? true,
      "--ema-decay is \(averageDecay ?? 0); it must lie between 0 and 1, such as 0.999")
    try require(
      standardDeviation?.allSatisfy { $0 > 0 } ?? true,
      "--std holds a value that is not above 0; pixels are divided by it")
    let (start, end) = (pruningPeriod.start ?? 0, pruningPeriod.end ?? .greatestFiniteMagnitude)
    try require(
      start.isFinite && start >= 0 && end.isFinite && end > start,
      "--prune-from \(start) --prune-until \(end) are no epochs in this order")
    try require(
      start < epochs,
      "--prune-from \(start) is after the last of \(epochs.formatted()) epochs: nothing is pruned; lower it"
    )
    try require(
      pruning != nil || pruningPeriod == PruningPeriod(),
      "--prune-from and --prune-until do nothing with --prune none; leave them out")
    try checkpoints.validate(output: output)
    try exchange.validate()
  }

  /// As `validate()`, for a job of `ranks`.
  func validate(ranks: Int) throws {
    try validate()
    guard batchSize >= ranks else {
      throw SettingsError(
        "--batch-size \(batchSize) is smaller than the number of ranks, \(ranks); every rank needs a sample: "
          + "raise --batch-size or start fewer ranks")
    }
  }

  /// The recipe in one line, for a comparison over the ranks; where results go and which instruction set a rank has are
  /// its own affair.
  func fingerprint() throws -> String {
    var recipe = self
    recipe.output = nil
    recipe.kernels = .auto
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try encoder.encode(recipe), as: UTF8.self)
  }
}
