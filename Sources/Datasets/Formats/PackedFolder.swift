/// A folder of two packed files.
enum PackedFolder: FolderFormat {
  static let title = "packed images"
  static let trainingFile = "train.packed"
  static let testFile = "test.packed"
  static var expectedFiles: String { "packed images: \(trainingFile), \(testFile)" }

  /// Images above this side are photographs, of which training takes random parts.
  private static let smallSide = 64

  static func recognizes(_ fileName: String) -> Bool { fileName == trainingFile || fileName == testFile }

  static func open(_ folder: String) throws -> Dataset {
    let training = try PackedImages(FileContents(path: folder + "/" + trainingFile))
    let test = try PackedImages(FileContents(path: folder + "/" + testFile))
    for (position, side) in [(12, \PackedHeader.height), (16, \.width), (20, \.channels), (24, \.classes)]
    where training.header[keyPath: side] != test.header[keyPath: side] {
      throw test.file.error(
        at: position,
        "the header says \(test.header[keyPath: side]), expected \(training.header[keyPath: side]) as for training",
        hint: "pack both parts of a data set together")
    }
    guard training.classNames == test.classNames else {
      throw test.file.error(
        at: test.header.namesStart, "other class names than for training",
        hint: "pack both parts of a data set together")
    }
    let identity = PackedHeader.identity(training: training.header.indexChecksum, test: test.header.indexChecksum)
    for part in [training, test] where part.header.identity != identity {
      throw part.file.error(
        at: PackedHeader.identityPosition, "\(trainingFile) and \(testFile) are not of one set",
        hint: "pack both parts of a data set together")
    }
    return Dataset(
      name: folder, format: title, classNames: training.classNames, training: training, test: test,
      defaultMean: training.header.mean, defaultStandardDeviation: training.header.standardDeviation,
      defaultAugmentation: augmentation(of: training))
  }

  /// Grey images are written by `data make digits` alone.
  private static func augmentation(of images: PackedImages) -> Augmentation {
    if images.channels == 1 { return .writtenCharacters }
    return max(images.height, images.width) > smallSide ? .photographs : .smallPhotographs
  }
}
