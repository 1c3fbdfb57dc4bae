import ArgumentParser
import Files
import Kernels
import Network
import Tensors
import Training

/// `bench kernels`: every convolution of a model, dense (oneDNN) against pruned.
struct BenchKernels: LoneCommand {
  static let configuration = CommandConfiguration(
    commandName: "kernels",
    abstract: "Times a model's convolutions, dense and pruned in turn, after verifying them.")

  @Option var model = Model.resNet18
  @Option(help: "Samples of a batch.") var batchSize = 32
  @Option(help: "Side of the images.") var imageSize = 32
  @OptionGroup var pruningOptions: PruningOptions
  @Option(help: "Instruction set of the kernels.") var kernels = KernelSelection.auto
  @Option var threads = 1
  @Option(help: "What products multiply.") var precision = Precision.fp32
  @Option(help: "Writes the figures to this file.") var json: String?

  func validate() throws {
    if case .none = pruningOptions.prune { throw ValidationError("--prune none leaves nothing to compare") }
  }

  func run() throws {
    try Limits.check("--batch-size", batchSize, in: Limits.batchSize)
    try Limits.check("--image-size", imageSize, in: Limits.imageSize)
    try Limits.check("--threads", threads, in: Limits.threads)
    guard let pruning = try pruningOptions.pruning(of: model) else { return }
    let context = try ComputeContext(kernels: kernels, threads: threads, precision: precision)
    let layers = try distinctLayers(pruning, context)
    guard !layers.isEmpty else {
      throw SettingsError("\(model.rawValue) has no convolution that pruning holds for; choose another --model")
    }
    let report = KernelReport(
      model: model.rawValue, kernels: context.kernels, precision: precision, threads: threads, pruning: pruning,
      rows: try layers.flatMap { layer, times in
        try LayerBenchmark(layer: layer, times: times, pruning: pruning, context: context).rows()
      })
    try StandardStream.print(report.table)
    if let json { try WholeFile.write(json: report, to: json) }
  }

  /// The pruned layers of different shape, in the model's order, and how often each occurs.
  private func distinctLayers(
    _ pruning: Pruning, _ context: ComputeContext
  ) throws -> [(layer: ConvolutionDescription, times: Int)] {
    let shape = TensorShape(batch: batchSize, height: imageSize, width: imageSize, channels: model.inputChannels)
    let memory = try Network.memory(model: model, inputShape: shape, classes: 10, context: context)
    try AvailableMemory.require(
      memory.training(copiesOfParameters: 8), for: nil, hint: "lower --batch-size or --image-size")
    let network = try Network(
      model: model, inputShape: shape, classes: 10, pruning: pruning, context: context, seed: 0)
    let pruned = network.convolutionShapes.filter { $0.isPruned && $0.needsInputGradient }
    var seen: Set<ConvolutionShape> = []
    return pruned.filter { seen.insert($0.shape).inserted }.map { layer in
      (layer, pruned.count { $0.shape == layer.shape })
    }
  }
}
