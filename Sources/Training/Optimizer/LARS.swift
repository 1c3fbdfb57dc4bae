extension OptimizerKind {
  /// Stochastic gradient descent with a rate for each layer, for large batches.
  public static let lars = OptimizerKind("lars", summary: "sgd with a rate for each layer, for large batches") {
    StochasticGradientDescent($0, trust: 0.001)
  }
}
