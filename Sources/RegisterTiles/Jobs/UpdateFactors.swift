/// The numbers of one update by gradient descent with momentum.
public struct MomentumFactors {
  public var learningRate: Float
  public var momentum: Float
  public var weightDecay: Float
  /// What the gradient, weight decay included, is multiplied with; 1 but for layer-wise rates.
  public var gradientScale: Float

  public init(learningRate: Float, momentum: Float, weightDecay: Float, gradientScale: Float = 1) {
    self.learningRate = learningRate
    self.momentum = momentum
    self.weightDecay = weightDecay
    self.gradientScale = gradientScale
  }
}

/// The numbers of one update by Adam.
public struct AdamFactors {
  public var firstDecay: Float
  public var secondDecay: Float
  public var epsilon: Float
  /// What a value is multiplied with: 1 - learning rate * weight decay.
  public var shrink: Float
  /// The learning rate with the first moment's bias correction.
  public var rate: Float
  /// The second moment's bias correction.
  public var correction: Float

  public init(
    firstDecay: Float, secondDecay: Float, epsilon: Float, shrink: Float, rate: Float, correction: Float
  ) {
    self.firstDecay = firstDecay
    self.secondDecay = secondDecay
    self.epsilon = epsilon
    self.shrink = shrink
    self.rate = rate
    self.correction = correction
  }
}
