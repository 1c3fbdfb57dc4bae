import Network

/// A learning rate of its own for some parameters: `PATTERN=FACTOR`, of which the factor multiplies the rate.
public struct LearningRateScale: RawRepresentable, Hashable, Codable, Sendable {
  public let rawValue: String
  let pattern: ParameterPattern
  let factor: Float

  /// Nil where the text has no such form, or the factor is no positive number.
  public init?(rawValue: String) {
    guard let sign = rawValue.lastIndex(of: "="), sign > rawValue.startIndex,
      let factor = Float(rawValue[rawValue.index(after: sign)...]), factor > 0, factor.isFinite
    else { return nil }
    self.rawValue = rawValue
    self.factor = factor
    pattern = ParameterPattern(rawValue: String(rawValue[..<sign]))
  }
}

extension [LearningRateScale] {
  /// The factor of each of the trained `parameters`: that of the last pattern that matches, or 1.
  /// - Throws: `NetworkError` where a pattern matches none.
  func factors(for parameters: [Parameter], of model: Model) throws -> [Float] {
    for scale in self where !parameters.contains(where: { scale.pattern.matches($0.name) }) {
      throw NetworkError.noSuchParameter(
        option: "--learning-rate-scale \(scale.rawValue)", kind: "trained parameter", model: model.rawValue,
        names: parameters.map(\.name))
    }
    return parameters.map { parameter in last { $0.pattern.matches(parameter.name) }?.factor ?? 1 }
  }
}
