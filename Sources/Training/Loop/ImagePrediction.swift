/// What a network took a test image for.
public struct ImagePrediction: Equatable, Sendable, BitwiseCopyable {
  /// The image's place in the test data.
  public let index: Int
  public let label: Int
  /// The most probable class, and its probability.
  public let prediction: Int
  public let probability: Double
  /// How many classes are more probable than the label.
  let labelRank: Int
  /// The cross entropy, without label smoothing.
  let loss: Double

  init(index: Int, label: Int, scores: ClassScores) {
    (self.index, self.label) = (index, label)
    prediction = scores.best
    probability = scores.probabilities[prediction]
    labelRank = scores.rank(of: label)
    loss = scores.loss(label)
  }
}
