import Files

extension Evaluation {
  private struct Summary: Encodable {
    var weights: String
    var model: String
    var dataset: String
    var testSamples: Int
    var testAccuracy: Double
    var testTop5Accuracy: Double?
    var testLoss: Double
    var classes: [ClassResult]
  }

  /// Writes the results and those of each class as JSON, whole or not at all. Throws `WritingError`.
  public func writeJSON(to path: String, weights: String, model: String) throws {
    try WholeFile.write(
      json: Summary(
        weights: weights, model: model, dataset: dataset, testSamples: samples, testAccuracy: accuracy,
        testTop5Accuracy: top5Accuracy, testLoss: loss, classes: classResults), to: path)
  }

  /// Writes a row an image, in the order of the test data, whole or not at all. Throws `WritingError`.
  public func writePredictions(to path: String) throws {
    let file = try WholeFile(path)
    try file.append(Array(CommaSeparatedValues.line(["index", "label", "prediction", "probability"]).utf8))
    for prediction in predictions {
      let fields = [
        "\(prediction.index)", classNames[prediction.label], classNames[prediction.prediction],
        "\((prediction.probability * 1e6).rounded() / 1e6)",
      ]
      try file.append(Array(CommaSeparatedValues.line(fields).utf8))
    }
    try file.commit()
  }

  /// Writes a row a class with how many of its images were taken for which class, whole or not at all. Throws
  /// `WritingError`.
  public func writeConfusion(to path: String) throws {
    let file = try WholeFile(path)
    try file.append(Array(CommaSeparatedValues.line(["label \\ prediction"] + classNames).utf8))
    for (name, counts) in zip(classNames, confusion) {
      let fields = [name] + classNames.indices.map { "\(counts[$0] ?? 0)" }
      try file.append(Array(CommaSeparatedValues.line(fields).utf8))
    }
    try file.commit()
  }
}
