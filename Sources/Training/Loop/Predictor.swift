import Datasets
import Kernels
import Network
import Tensors

/// Asks saved weights what images show.
public struct Predictor {
  /// A class and how probable the network finds it.
  public struct Answer: Equatable, Sendable {
    public var className: String
    public var probability: Double
  }

  private let description: ModelDescription
  private let context: ComputeContext
  private let network: Network
  private static let batch = 32

  /// - Throws: `SettingsError` for weights that do not say what they are of, and what is wrong with them.
  public init(_ weights: SavedWeights, kernels: KernelSelection, threads: Int) throws {
    guard let description = weights.description else {
      throw SettingsError(
        "\(weights.path) does not say what model it is of and what its classes are; name a run or weights of this program"
      )
    }
    guard description.storedSize[0] == description.storedSize[1] else {
      throw SettingsError(
        "\(weights.path) was trained on images of \(description.storedSize[0])x\(description.storedSize[1]), and image "
          + "files are made squares; use `evaluate` with data of that size")
    }
    try Limits.check("--threads", threads, in: Limits.threads)
    self.description = description
    context = try ComputeContext(kernels: kernels, threads: threads)
    let (height, width) = (description.testImageSize[0], description.testImageSize[1])
    let shape = TensorShape(batch: 1, height: height, width: width, channels: description.channels)
    let memory = try Network.memory(
      model: description.model, inputShape: shape.with(batch: Self.batch), classes: description.classes,
      context: context, stem: description.stem)
    try AvailableMemory.require(
      3 * shape.with(batch: Self.batch).bytes + memory.evaluation(copiesOfParameters: 3), for: nil,
      hint: "use a machine with more")
    network = try Network(
      model: description.model, inputShape: shape, classes: description.classes, context: context, seed: 0,
      stem: description.stem, purpose: .evaluation)
    try network.load(from: weights.path)
  }

  /// The most probable classes of each image, prepared as the images of a test are.
  ///
  /// - Parameters:
  ///   - names: image files and folders of them.
  ///   - count: classes an image, the most probable one first.
  /// - Returns: The images' paths and what they show, in the order of the names.
  /// - Throws: `DataError` where one is missing or no image.
  public func predict(_ names: [String], best count: Int) throws -> [(path: String, answers: [Answer])] {
    let images = try ImageFiles(names, size: description.storedSize[0], channels: description.channels)
    let sampler = BatchSampler(sampleCount: images.count, globalBatch: Self.batch, shuffles: false)
    let size = description.testImageSize
    let preparation = Preparation(
      of: images, mean: description.mean, standardDeviation: description.standardDeviation,
      size: size[0] == size[1] ? size[0] : nil)
    let loader = BatchLoader(source: images, sampler: sampler, preparation: preparation)
    let classifier = Classifier(network: network, context: context, flips: description.flipsAtTestTime)
    var results: [(path: String, answers: [Answer])] = []
    for step in 0..<sampler.stepsPerEpoch {
      let logits = try classifier.logits(of: try loader.next(epoch: 0, step: step).images)
      for (place, index) in sampler.indices(epoch: 0, step: step).enumerated() {
        let scores = ClassScores(logits.row(place))
        results.append(
          (
            images.paths[index],
            scores.best(count).map {
              Answer(className: description.classNames[$0], probability: scores.probabilities[$0])
            }
          ))
      }
    }
    return results
  }
}
