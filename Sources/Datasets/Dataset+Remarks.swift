extension Dataset {
  private static let mostNames = 5

  /// What is to be known before training: classes of which a part has no image.
  public var remarks: [String] {
    [("training", training), ("test", test)].compactMap { part, source in
      let counts = source.imagesPerClass(classes)
      let missing = counts.indices.filter { counts[$0] == 0 }.map { classNames[$0] }
      guard let first = missing.first else { return nil }
      if missing.count == 1 { return "\(name): class '\(first)' has no \(part) images" }
      let named = missing.prefix(Self.mostNames).joined(separator: ", ")
      let rest = missing.count > Self.mostNames ? " and \(missing.count - Self.mostNames) more" : ""
      return "\(name): \(missing.count) classes have no \(part) images: \(named)\(rest)"
    }
  }

  /// Mean and standard deviation of each channel over all training images, of pixels from 0 to 1. Throws a `DataError`.
  public func measured() throws -> (mean: [Float], standardDeviation: [Float]) {
    let statistics = try ChannelStatistics(of: training, limit: .max)
    return (statistics.mean, statistics.standardDeviation)
  }
}
