import Communication

/// Measures saved weights on a data set's test images, over all ranks.
public struct Evaluation: Sendable {
  public let accuracy: Double
  /// The mean cross entropy, without label smoothing.
  public let loss: Double
  public let samples: Int

  /// Collective.
  /// - Parameter recipe: names the weights, model and data; what concerns training is not looked at.
  /// - Throws: `Failure` on every rank where one of them cannot start; later errors as they are.
  public init(recipe: Recipe, communicator: Communicator) throws {
    let setup = try communicator.collectively(for: "the data and the network") {
      try Setup(recipe: recipe, communicator: communicator)
    }
    let evaluator = Evaluator(
      setup: setup, flipsAtTestTime: recipe.flipsAtTestTime,
      statistics: SharedStatistics(of: setup.network, communicator: communicator), communicator: communicator)
    let result = try evaluator.evaluate()
    (accuracy, loss, samples) = (result.accuracy, result.loss, result.samples)
  }
}
