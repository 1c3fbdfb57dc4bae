import Files
import Foundation

/// The image files of a folder, by part and class.
///
/// Either `train/CLASS/FILE` and `val/CLASS/FILE` (or `test`), as ImageNet is laid out, or `CLASS/FILE`, of which every
/// fifth file of a class, in the order of names, is for testing. A class may be called `train`. Classes count in the
/// order of their names. Names that start with a dot are passed over, and so are files that are no images by their
/// names.
struct ImageFolder {
  struct Image: Hashable, Sendable {
    let path: String
    let label: Int
  }

  let classNames: [String]
  let training: [Image]
  let test: [Image]
  /// Files that are no images by their names.
  let strays: [String]

  /// Lists the folder `path`; throws a `DataError` where it has not this form.
  init(path: String) throws {
    let entries = try Self.folders(in: path)
    var strays = Self.strays(in: path, of: try Self.names(in: path).filter { !entries.contains($0) })
    let testFolder = ["val", "test"].first(where: entries.contains)
    // Where it stands without the other part and holds no folders, a class is called so.
    if try entries.contains("train") && (testFolder != nil || !Self.folders(in: path + "/train").isEmpty) {
      guard let testFolder else {
        throw DataError(file: path, problem: "has a folder train, but no val or test", hint: "add the other part")
      }
      let (trainingPath, testPath) = (path + "/train", path + "/" + testFolder)
      classNames = try Self.classes(in: trainingPath)
      // Byte by byte, as files are found: text compares equal where accents are written in two ways.
      let known = Set(classNames.map { Array($0.utf8) })
      if let unknown = try Self.classes(in: testPath).first(where: { !known.contains(Array($0.utf8)) }) {
        throw DataError(
          file: testPath + "/" + unknown, problem: "is a class that \(trainingPath) has not",
          hint: "give both parts the same class folders, with names of the same bytes")
      }
      training = try Self.images(in: trainingPath, classNames, everyClass: true, &strays).flatMap { $0 }
      test = try Self.images(in: testPath, classNames, everyClass: false, &strays).flatMap { $0 }
    } else {
      classNames = try Self.classes(in: path)
      let images = try Self.images(in: path, classNames, everyClass: true, &strays)
      training = images.flatMap { $0.enumerated().filter { $0.offset % 5 != 4 }.map(\.element) }
      test = images.flatMap { $0.enumerated().filter { $0.offset % 5 == 4 }.map(\.element) }
      guard !test.isEmpty else {
        throw DataError(
          file: path, problem: "no class has five images, expected that many to leave one for testing",
          hint: "add images, or divide them into the folders train and val")
      }
    }
    self.strays = strays
  }

  private static func classes(in path: String) throws -> [String] {
    let classes = try folders(in: path)
    guard !classes.isEmpty else {
      throw DataError(
        file: path, problem: "has no folders, expected one for each class with its images", hint: "name another folder")
    }
    return classes
  }

  /// The images of each class.
  private static func images(
    in path: String, _ classNames: [String], everyClass: Bool, _ strays: inout [String]
  ) throws -> [[Image]] {
    try classNames.enumerated().map { label, name in
      let folder = path + "/" + name
      if !everyClass && !FileManager.default.fileExists(atPath: folder) { return [] }
      let all = try names(in: folder)
      strays += Self.strays(in: folder, of: all)
      let files = all.filter(ImageDecoder.isImage)
      guard !files.isEmpty else {
        throw DataError(file: folder, problem: "has no images", hint: "add images or remove the class")
      }
      return files.map { Image(path: folder + "/" + $0, label: label) }
    }
  }

  private static func strays(in folder: String, of names: [String]) -> [String] {
    names.filter { !ImageDecoder.isImage(named: $0) }.map { folder + "/" + $0 }
  }

  private static func folders(in path: String) throws -> [String] {
    try names(in: path).filter { name in
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: path + "/" + name, isDirectory: &isFolder) && isFolder.boolValue
    }
  }

  private static func names(in path: String) throws -> [String] {
    try DataError.wrapping { () throws(ReadingError) in try FolderListing.names(in: path) }.filter {
      !$0.hasPrefix(".")
    }
  }
}
