import ArgumentParser
import Datasets
import Kernels
import Network
import Training

/// The options of `train`. A recipe file holds the same, so that each is defined, explained and checked once.
struct TrainOptions: ParsableArguments {
  @Option(help: "A recipe (YAML); options given beside it win.") var config: String?
  @Option(help: "digits, shapes, or a folder of CIFAR, IDX or packed files.") var data = "digits"
  @Option var model = Model.digitsCNN
  @Option(help: "First layers of a ResNet; by the image size if not given.") var stem: Stem?
  @Option(help: "Initial weights, state-dict names as in PyTorch.") var `init`: String?
  @Option(help: "The last layer's weights: keep those of --init, or start it afresh (new) for other classes.")
  var initHead = InitialHead.kept
  @Option(
    help:
      "Parameters that are not trained: state-dict names, modules or wildcards, such as layer1 or '*.bias'; repeatable."
  )
  var freeze: [PatternList] = []
  @Option var seed: UInt64 = 0
  @Flag(inversion: .prefixedNo, help: "A new order of the samples each epoch.") var shuffle = true
  @Flag(inversion: .prefixedNo, help: "The data set's augmentation.") var augment = true
  @Option(help: "Pixel mean on 0...1, one value or one a channel: 0.5 or 0.49,0.48,0.45.") var mean: NumberList?
  @Option(help: "Pixel standard deviation on 0...1, likewise.") var std: NumberList?

  @Option(help: "Side of the images that the network sees, where stored ones are larger.") var imageSize: Int?
  @Option(help: "Side of training images in the first epochs, from which they grow to --image-size.")
  var firstImageSize: Int?
  @Option(help: "Last epoch, counted from 0, of the first image size.") var growFrom = 0
  @Option(help: "First epoch of the full image size.") var growUntil = 0
  @Option(help: "Side of test images; that of the training images if not given.") var testImageSize: Int?
  @Flag(inversion: .prefixedNo, help: "Average over each test image and its mirror image.") var testTimeFlip = false

  @Option var epochs = 10
  @Option(help: "Stop after so many steps, if --epochs does not come first.") var steps: Int?
  @Option(help: "Samples of a step over all ranks.") var batchSize = 64
  @Option(help: "Parts that a rank's share of the batch is cut into.") var accumulate = 1
  @Option(help: "Epochs between evaluations.") var evaluateEvery = 1
  @Option(help: "Stop after so many epochs without a better test accuracy.") var patience: Int?

  @Option var optimizer = OptimizerKind.sgd
  @Option var learningRate = 0.1
  @Option(help: "The batch that --learning-rate is meant for; the rate grows with the batch.") var baseBatchSize: Int?
  @Option(help: "With adamw, the first moment's decay.") var momentum = 0.9
  @Option(help: "PATTERN=FACTOR: a factor of the rate for the parameters that match; repeatable.")
  var learningRateScale: [ScaleList] = []
  @Flag(inversion: .prefixedNo) var nesterov = false
  @Option(help: "On weights of more than one dimension.") var weightDecay = 5e-4
  @Option var labelSmoothing = 0.0
  @Option(help: "Most that the norm of all gradients together may be; larger ones are scaled down.")
  var clipNorm: Double?
  @Option(help: "Evaluate and save a moving average of the weights with this decay, such as 0.999.")
  var emaDecay: Double?
  @Option var schedule = Schedule.Shape.cyclic
  @Option(help: "Epoch of the highest learning rate of the cyclic schedule.") var peakEpoch: Double?
  @Option(help: "Epochs of linear rise before the other schedules.") var warmupEpochs = 0.0
  @Option(
    help: "Epochs after which the step schedule lowers the rate, such as 30,60; half and three quarters if not given.")
  var milestones: NumberList?
  @Option(help: "What the step schedule multiplies the rate with; 0.1 if not given.") var gamma: Double?

  @OptionGroup(title: "Pruning") var pruning: PruningOptions
  @Flag(inversion: .prefixedNo, help: "Prune linear layers too.") var pruneLinear = false
  @Option(help: "Instruction set of the kernels.") var kernels = KernelSelection.auto
  @Option(help: "Cores a rank.") var threads = 1

  @OptionGroup(title: "Exchange") var exchange: ExchangeOptions

  @OptionGroup(title: "Checkpoints") var checkpoints: CheckpointOptions

  @OptionGroup(title: "Output") var output: OutputOptions

  /// What the options come to.
  /// - Throws: where a value makes no sense.
  func recipe() throws -> Recipe {
    var recipe = Recipe()
    recipe.data = data
    recipe.model = model
    recipe.stem = stem
    recipe.initialWeights = `init`
    recipe.initialHead = initHead
    recipe.frozen = freeze.flatMap(\.values)
    recipe.seed = seed
    recipe.shuffles = shuffle
    recipe.augments = augment
    recipe.mean = mean?.values
    recipe.standardDeviation = std?.values
    recipe.imageSize = imageSize
    recipe.imageGrowth = firstImageSize.map { ImageGrowth(firstSize: $0, start: growFrom, end: growUntil) }
    recipe.testImageSize = testImageSize
    recipe.flipsAtTestTime = testTimeFlip
    recipe.epochs = epochs
    recipe.steps = steps
    recipe.batchSize = batchSize
    recipe.accumulate = accumulate
    recipe.evaluateEveryEpochs = evaluateEvery
    recipe.patienceEpochs = patience
    recipe.optimizer = optimizer
    recipe.learningRate = learningRate
    recipe.baseBatchSize = baseBatchSize
    recipe.learningRateScales = learningRateScale.flatMap(\.values)
    recipe.momentum = momentum
    recipe.nesterov = nesterov
    recipe.weightDecay = weightDecay
    recipe.labelSmoothing = labelSmoothing
    recipe.schedule = Schedule(shape: schedule, peakEpoch: peakEpoch, warmupEpochs: warmupEpochs)
    recipe.schedule.milestones = milestones?.values.map(Double.init)
    recipe.schedule.gamma = gamma
    recipe.clipNorm = clipNorm
    recipe.averageDecay = emaDecay
    recipe.pruning = try pruning.pruning()
    recipe.prunesLinear = pruneLinear
    recipe.kernels = kernels
    recipe.threads = threads
    recipe.exchange = exchange.configuration()
    recipe.checkpoints = checkpoints.settings()
    output.apply(to: &recipe)
    try recipe.validate()
    return recipe
  }
}
