import Datasets
import Kernels
import Network

extension Recipe {
  /// The learning rate for the batch at hand: grown with it where the recipe names the batch that it is meant for.
  var scaledLearningRate: Double {
    baseBatchSize.map { learningRate * Double(batchSize) / Double($0) } ?? learningRate
  }

  /// The optimizer that the recipe asks for, over the trained `parameters`.
  /// - Throws: `NetworkError` where a learning rate is for none of them.
  func makeOptimizer(parameters: [Parameter], context: ComputeContext) throws -> any Optimizer {
    var input = OptimizerInput(
      parameters: parameters, momentum: Float(momentum), nesterov: nesterov, weightDecay: Float(weightDecay),
      context: context)
    input.rateFactors = try learningRateScales.factors(for: parameters, of: model)
    return optimizer.make(input)
  }

  /// How images of `dataset` become input: the data set's own preparation, changed where the recipe says so.
  /// - Throws: `SettingsError` where a mean or deviation has the wrong number of values.
  func preparation(for dataset: Dataset, training: Bool) throws -> Preparation {
    let source = training ? dataset.training : dataset.test
    let (mean, standardDeviation) = try normalization(for: dataset)
    return Preparation(
      of: source, mean: mean, standardDeviation: standardDeviation,
      augmentation: training && augments ? augmentation ?? dataset.defaultAugmentation : nil,
      size: training ? imageSize : testImageSize ?? imageSize, growth: training ? imageGrowth : nil)
  }

  /// Mean and standard deviation of each channel: the data set's own, or what the recipe says.
  /// - Throws: `SettingsError` where one has the wrong number of values.
  func normalization(for dataset: Dataset) throws -> (mean: [Float], standardDeviation: [Float]) {
    let channels = dataset.training.channels
    func values(_ given: [Float]?, _ option: String, default own: [Float]) throws -> [Float] {
      guard let given else { return own }
      guard given.count == 1 || given.count == channels else {
        throw SettingsError(
          "\(option) has \(given.count) values and the images \(channels) channels; give one value or one a channel")
      }
      return given.count == channels ? given : [Float](repeating: given[0], count: channels)
    }
    return (
      try values(mean, "--mean", default: dataset.defaultMean),
      try values(standardDeviation, "--std", default: dataset.defaultStandardDeviation)
    )
  }
}
