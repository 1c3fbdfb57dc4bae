/// A way of keeping a data set in a folder.
protocol FolderFormat: Sendable {
  /// Its name, for people.
  static var title: String { get }
  /// The files that such a folder holds, for people.
  static var expectedFiles: String { get }

  /// Whether a file of this name shows that a folder is of this format, be it complete or not.
  static func recognizes(_ fileName: String) -> Bool

  /// Opens the folder; throws a `DataError` where a file is missing or wrong.
  static func open(_ folder: String) throws -> Dataset
}
