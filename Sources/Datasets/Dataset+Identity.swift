import Files

extension Dataset {
  /// Images of each part that count where the data has no checksums of its own.
  private static let comparedImages = 16

  /// What tells these data from others, in a line: sizes, and a checksum of class names, mean, deviation, labels and
  /// images, of packed ones all, else 16 of each part. Throws a `DataError`.
  public func identity() throws -> String {
    let checksum = Checksum.Builder()
    func add(_ values: [some BitwiseCopyable]) { values.withUnsafeBytes { checksum.add($0) } }
    for name in classNames { add(Array(name.utf8) + [0]) }
    add(defaultMean + defaultStandardDeviation)
    if let packed = training as? PackedImages {
      add(packed.header.identity.bytes)
    } else {
      for source in [training, test] {
        add((0..<source.count).map { UInt32(source.label($0)) })
        let images = min(source.count, Self.comparedImages)
        for image in 0..<images { add(try source.pixels(image * source.count / images)) }
      }
    }
    return "of \(training.count) training and \(test.count) test images of "
      + "\(training.height)x\(training.width)x\(training.channels) in \(classes) classes (\(checksum.checksum.text))"
  }
}
