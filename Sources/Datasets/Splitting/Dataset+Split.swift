extension Dataset {
  /// The same images, split anew at random: `training` of them for training, the rest for testing.
  ///
  /// The split is a function of `seed`. `training` is at least 1 and leaves an image for testing.
  public func split(training count: Int, seed: UInt64) -> Dataset {
    let total = training.count + test.count
    precondition(count > 0 && count < total, "Both parts have an image.")
    let order = SampleOrder(count: total, seed: seed, epoch: 0)
    let shuffled = (0..<total).map { order[$0] }
    return Dataset(
      name: name, format: format, classNames: classNames,
      training: SelectedImages(Array(shuffled[..<count]), of: training, and: test),
      test: SelectedImages(Array(shuffled[count...]), of: training, and: test),
      defaultMean: defaultMean, defaultStandardDeviation: defaultStandardDeviation,
      defaultAugmentation: defaultAugmentation)
  }
}
