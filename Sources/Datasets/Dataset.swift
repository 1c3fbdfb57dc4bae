import Files
import Foundation

/// Images for training and for testing, with what is known about them.
public struct Dataset: Sendable {
  /// The name or folder it was opened by.
  public let name: String
  /// What kind of data it is, for people.
  public let format: String
  public let classNames: [String]
  public let training: any ImageSource
  public let test: any ImageSource
  /// Mean of each channel, of pixels from 0 to 1.
  public let defaultMean: [Float]
  /// Standard deviation of each channel, of pixels from 0 to 1.
  public let defaultStandardDeviation: [Float]
  /// What is done to training images unless a recipe says otherwise.
  public let defaultAugmentation: Augmentation

  public var classes: Int { classNames.count }

  /// The folder formats, each in a file of its own under Formats/. A new one is added here.
  static let folderFormats: [any FolderFormat.Type] = [
    PackedFolder.self, CIFAR10Folder.self, CIFAR100Folder.self, IDXFolder.self,
  ]

  /// Opens `digits` (bundled), `shapes` (generated from `seed`), or a folder, told apart by the files in it.
  ///
  /// Every header, size and label is checked here; pixels are read when they are used. Throws a `DataError`.
  public static func open(_ nameOrPath: String, seed: UInt64 = 0) throws -> Dataset {
    switch nameOrPath {
    case "digits": return try .digits()
    case "shapes": return .shapes(seed: seed)
    default: return try open(folder: nameOrPath)
    }
  }

  private static func open(folder: String) throws -> Dataset {
    let names = try fileNames(in: folder)
    let matching = folderFormats.filter { format in names.contains { format.recognizes($0) } }
    guard let format = matching.first else {
      let wanted = folderFormats.map { $0.expectedFiles }.joined(separator: "; ")
      if names.contains("data_batch_1") || (names.contains("meta") && names.contains("train")) {
        throw DataError(
          file: folder, problem: "holds CIFAR as Python keeps it (pickled)",
          hint: "download the binary version, cifar-10-binary.tar.gz or cifar-100-binary.tar.gz")
      }
      throw DataError(
        file: folder, problem: "holds no known data (looked for \(wanted))",
        hint: "a folder of images (class/file.jpg) becomes data by `sdgp-dist data pack`")
    }
    guard matching.count == 1 else {
      throw DataError(
        file: folder, problem: "holds several data sets (\(matching.map { $0.title }.joined(separator: " and ")))",
        hint: "give each a folder of its own")
    }
    return try format.open(folder)
  }

  private static func fileNames(in folder: String) throws -> [String] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) else {
      throw DataError(
        file: folder, problem: "does not exist", hint: "name a folder of data, or one of: digits, shapes")
    }
    guard isFolder.boolValue else {
      throw DataError(file: folder, problem: "is a file, not a folder", hint: "name the folder that holds the data")
    }
    let names = try DataError.wrapping { () throws(ReadingError) in try FolderListing.names(in: folder) }
    guard !names.isEmpty else {
      throw DataError(
        file: folder, problem: "is empty",
        hint: "put the data there (\(folderFormats.map { $0.title }.joined(separator: ", ")))")
    }
    return names
  }
}
