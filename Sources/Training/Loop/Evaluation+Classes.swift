extension Evaluation {
  /// How the images of one class fared.
  public struct ClassResult: Codable, Equatable, Sendable {
    public var name: String
    public var samples: Int
    public var correct: Int
    /// The class that it was most often taken for in error, and how often; nil where it never was.
    public var mistakenFor: String?
    public var mistakes: Int

    /// Nil where the class has no image.
    public var accuracy: Double? { samples > 0 ? Double(correct) / Double(samples) : nil }
  }

  /// How often images of each class were taken for which, by the classes' numbers.
  var confusion: [[Int: Int]] {
    predictions.reduce(into: Array(repeating: [:], count: classNames.count)) {
      $0[$1.label][$1.prediction, default: 0] += 1
    }
  }

  /// The classes in their order.
  public var classResults: [ClassResult] {
    zip(classNames, confusion).enumerated().map { label, pair in
      let errors = pair.1.filter { $0.key != label }
      let most = errors.min { ($1.value, $0.key) < ($0.value, $1.key) }
      return ClassResult(
        name: pair.0, samples: pair.1.values.reduce(0, +), correct: pair.1[label] ?? 0,
        mistakenFor: most.map { classNames[$0.key] }, mistakes: most?.value ?? 0)
    }
  }
}
