/// A folder of CIFAR-10's binary files.
enum CIFAR10Folder: FolderFormat {
  static let title = "CIFAR-10"
  static let trainingFiles = (1...5).map { "data_batch_\($0).bin" }
  static let testFile = "test_batch.bin"
  static let namesFile = "batches.meta.txt"
  static var expectedFiles: String { "CIFAR-10: data_batch_1.bin to data_batch_5.bin, test_batch.bin" }

  static func recognizes(_ fileName: String) -> Bool { trainingFiles.contains(fileName) || fileName == testFile }

  static func open(_ folder: String) throws -> Dataset {
    let training = try trainingFiles.map { try FileContents(path: folder + "/" + $0) }
    let test = try FileContents(path: folder + "/" + testFile)
    return try dataset(
      folder, format: title, classNames: classNames(in: folder + "/" + namesFile, 10), training: training, test: test,
      classes: [10], mean: mean, standardDeviation: standardDeviation)
  }

  /// The values that recipes for CIFAR-10 commonly use: the deviation is the mean of the images' own ones.
  static let mean: [Float] = [125.307, 122.961, 113.8575].map { $0 / 255 }
  static let standardDeviation: [Float] = [51.5865, 50.847, 51.255].map { $0 / 255 }
}

/// A folder of CIFAR-100's binary files; the classes are the hundred fine ones.
enum CIFAR100Folder: FolderFormat {
  static let title = "CIFAR-100"
  static let expectedFiles = "CIFAR-100: train.bin, test.bin"

  static func recognizes(_ fileName: String) -> Bool { fileName == "train.bin" || fileName == "test.bin" }

  static func open(_ folder: String) throws -> Dataset {
    let training = try FileContents(path: folder + "/train.bin")
    let test = try FileContents(path: folder + "/test.bin")
    return try dataset(
      folder, format: title, classNames: classNames(in: folder + "/fine_label_names.txt", 100), training: [training],
      test: test, classes: [20, 100], mean: [0.5071, 0.4865, 0.4409], standardDeviation: [0.2673, 0.2564, 0.2762])
  }
}

/// The data set in `folder`. The known values are those of CIFAR itself, which has so many images, and of the generated
/// shapes; other images in this format are normalized with their own.
private func dataset(
  _ folder: String, format: String, classNames: [String], training: [FileContents], test: FileContents, classes: [Int],
  mean: [Float], standardDeviation: [Float]
) throws -> Dataset {
  let training = try CIFARImages(files: training, classes: classes)
  let isKnown = training.count == 50_000 || classNames == ShapeOutline.allCases.map(\.name)
  let own = isKnown ? nil : try ChannelStatistics(of: training)
  return Dataset(
    name: folder, format: format, classNames: classNames, training: training,
    test: try CIFARImages(files: [test], classes: classes), defaultMean: own?.mean ?? mean,
    defaultStandardDeviation: own?.standardDeviation ?? standardDeviation, defaultAugmentation: .smallPhotographs)
}

/// The lines of the file of class names; numbers where it is missing or has not `count` names, since nothing but display
/// depends on it.
private func classNames(in path: String, _ count: Int) -> [String] {
  let file = try? FileContents(path: path)
  let bytes = file.flatMap { $0.count < 1 << 16 ? try? $0.bytes(0..<$0.count) : nil }
  let text = bytes.flatMap { String(validating: $0, as: UTF8.self) } ?? ""
  let names = text.split(whereSeparator: \.isNewline).map(String.init)
  return names.count == count ? names : (0..<count).map(String.init)
}
