import BundledDigits
import Foundation

/// A folder of IDX files under MNIST's names, compressed by gzip or not.
enum IDXFolder: FolderFormat {
  static let title = "IDX (MNIST)"
  static let fileNames = [
    "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte",
  ]
  static var expectedFiles: String { "IDX: " + fileNames.joined(separator: ", ") }

  static func recognizes(_ fileName: String) -> Bool {
    fileNames.contains { fileName == $0 || fileName == $0 + ".gz" }
  }

  static func open(_ folder: String) throws -> Dataset {
    let manager = FileManager.default
    let files = try fileNames.map { name in
      let path = folder + "/" + name
      if !manager.fileExists(atPath: path), manager.fileExists(atPath: path + ".gz") {
        return try GzipFile.contents(path: path + ".gz")
      }
      return try FileContents(path: path)
    }
    return try dataset(named: folder, format: title, files: files)
  }

  /// The data set of four files in the order of `fileNames`.
  fileprivate static func dataset(named name: String, format: String, files: [FileContents]) throws -> Dataset {
    let training = try IDXImages(images: files[0], labels: files[1])
    let classes = try training.classCount(in: files[1])
    let test = try IDXImages(images: files[2], labels: files[3], classes: classes)
    guard (test.height, test.width) == (training.height, training.width) else {
      throw files[2].error(
        at: 8,
        "images of \(test.height)x\(test.width), expected \(training.height)x\(training.width) as for training",
        hint: "use the four files of one data set")
    }
    let statistics = try ChannelStatistics(of: training)
    return Dataset(
      name: name, format: format, classNames: (0..<classes).map(String.init), training: training, test: test,
      defaultMean: statistics.mean, defaultStandardDeviation: statistics.standardDeviation,
      defaultAugmentation: .writtenCharacters)
  }
}

extension Dataset {
  /// The bundled 8x8 digits; their source stands in Sources/BundledDigits/digits/README.md.
  static func digits() throws -> Dataset {
    let bundled = [
      bundledTrainingImages(), bundledTrainingLabels(), bundledTestImages(), bundledTestLabels(),
    ]
    let files = zip(IDXFolder.fileNames, bundled).map { FileContents(name: "digits/" + $0, bundled: $1) }
    return try IDXFolder.dataset(named: "digits", format: "bundled digits", files: files)
  }
}
