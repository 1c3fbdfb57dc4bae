import ArgumentParser
import Communication
import Kernels
import Network
import Tensors
import Training

/// The options that say whose step a benchmark measures.
struct StepOptions: ParsableArguments {
  @Option var model = Model.resNet18
  @Option(help: "Samples of a step on each rank.") var batchSize = 32
  @Option(help: "Pixels of the square images; default 32, or 64 for the imagenet stem.") var imageSize: Int?
  @Option(help: "First layers: cifar or imagenet; default by image size.") var stem: Stem?
  @Option(help: "Classes.") var classes = 10
  @OptionGroup var pruningOptions: PruningOptions
  @Option var kernels = KernelSelection.auto
  @Option var threads = 1
  @Option(help: "What products multiply.") var precision = Precision.fp32

  /// Throws `SettingsError` where a number is out of range.
  func check() throws {
    try Limits.check("--batch-size", batchSize, in: Limits.batchSize)
    try Limits.check("--image-size", imageSize, in: Limits.imageSize)
    try Limits.check("--classes", classes, in: Limits.classes)
    try Limits.check("--threads", threads, in: Limits.threads)
  }

  /// How the pruned steps prune; nil for steps that are dense again.
  func pruning() throws -> Pruning? { try pruningOptions.pruning(of: model) }

  /// What the options come to. Collective; throws where two networks do not fit into memory.
  func setting(_ communicator: Communicator) throws -> StepSetting {
    let size = imageSize ?? (stem == .imagenet ? 64 : 32)
    let setting = StepSetting(
      model: model,
      shape: TensorShape(batch: batchSize, height: size, width: size, channels: model.inputChannels), classes: classes,
      stem: stem, context: try ComputeContext(kernels: kernels, threads: threads, precision: precision),
      communicator: communicator)
    try communicator.collectively(for: "the memory") { try setting.requireMemory() }
    return setting
  }
}
