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
  public var seed: UInt64 = 0
  public var shuffles = true
  public var augments = true
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
  public var epochs = 10
  public var steps: Int?
  /// Samples of a step over all ranks.
  public var batchSize = 64
  /// Parts that each rank cuts its share of the batch into, to hold fewer activations at once.
  public var accumulate = 1
  public var evaluateEveryEpochs = 1

  // Optimization
  public var optimizer = OptimizerKind.sgd
  public var learningRate = 0.1
  /// The batch that `learningRate` is meant for: the rate grows with the batch. Nil takes the rate as it is.
  public var baseBatchSize: Int?
  public var momentum = 0.9
  public var nesterov = false
  public var weightDecay = 5e-4
  public var labelSmoothing = 0.0
  public var schedule = Schedule(shape: .cyclic, peakEpoch: 2, warmupEpochs: 0)

  // The method
  public var pruning: Pruning?
  public var prunesLinear = false
  public var kernels = KernelSelection.auto
  public var threads = 1

  // Exchange
  public var exchange = ExchangeConfiguration()

  // Output
  public var output: String?
  public var quiet = false
  public var logEverySteps: Int?

  public init() {}

  /// Refuses settings that make no sense by themselves or together.
  public func validate() throws {
    func require(_ condition: Bool, _ message: @autoclosure () -> String) throws {
      if !condition { throw SettingsError(message()) }
    }
    try require(epochs > 0, "--epochs is \(epochs); it must be at least 1")
    try require(steps ?? 1 > 0, "--steps is \(steps ?? 0); it must be at least 1")
    try require(batchSize > 0, "--batch-size is \(batchSize); it must be at least 1")
    try require(accumulate > 0, "--accumulate is \(accumulate); it must be at least 1")
    try require(imageSize ?? 1 > 0, "--image-size is \(imageSize ?? 0); it must be at least 1")
    try require(testImageSize ?? 1 > 0, "--test-image-size is \(testImageSize ?? 0); it must be at least 1")
    if let imageGrowth {
      try require(
        imageSize.map { (1...$0).contains(imageGrowth.firstSize) } ?? false,
        "--first-image-size \(imageGrowth.firstSize) grows to --image-size; give that too, and not a smaller one")
      try require(
        imageGrowth.start >= 0 && imageGrowth.start <= imageGrowth.end,
        "--grow-from \(imageGrowth.start) --grow-until \(imageGrowth.end) are no epochs in this order")
    }
    try require(threads > 0, "--threads is \(threads); it must be at least 1")
    try require(evaluateEveryEpochs > 0, "--evaluate-every is \(evaluateEveryEpochs); it must be at least 1")
    try require(logEverySteps ?? 1 > 0, "--log-every is \(logEverySteps ?? 0); it must be at least 1")
    try require(learningRate.isFinite && learningRate >= 0, "--learning-rate must be zero or a positive number")
    try require(baseBatchSize ?? 1 > 0, "--base-batch-size is \(baseBatchSize ?? 0); it must be at least 1")
    try require((0..<1).contains(momentum), "--momentum is \(momentum); it must lie in 0..<1")
    try require(weightDecay.isFinite && weightDecay >= 0, "--weight-decay must be zero or a positive number")
    try require((0..<1).contains(labelSmoothing), "--label-smoothing is \(labelSmoothing); it must lie in 0..<1")
    try require(schedule.peakEpoch > 0, "--peak-epoch is \(schedule.peakEpoch); it must be above 0")
    try require(schedule.warmupEpochs >= 0, "--warmup-epochs is \(schedule.warmupEpochs); it must not be negative")
    try require(
      !nesterov || momentum > 0, "--nesterov needs a momentum; give --momentum 0.9 or leave --nesterov out")
    try require(
      standardDeviation?.allSatisfy { $0 > 0 } ?? true,
      "--std holds a value that is not above 0; pixels are divided by it")
  }

  /// The recipe in one line, for a comparison over the ranks; where results go is each rank's own affair.
  func fingerprint() throws -> String {
    var recipe = self
    recipe.output = nil
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try encoder.encode(recipe), as: UTF8.self)
  }
}
