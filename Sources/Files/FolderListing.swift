import Foundation

/// The names in a folder, byte by byte as they are.
public enum FolderListing {
  /// In the order of their bytes, hidden ones included. Throws `ReadingError`, also for a name that is not UTF-8: put
  /// into text it would become the name of another file.
  public static func names(in folder: String) throws(ReadingError) -> [String] {
    guard let stream = opendir(folder) else {
      throw ReadingError(
        folder, "is no folder that can be listed (\(String(cString: strerror(errno))))",
        hint: "check its name and permissions")
    }
    defer { closedir(stream) }
    return try names(in: folder) { readdir(stream) }
  }

  /// The names of the entries that `next` gives until it gives none, and sets `errno` where there are more.
  static func names(in folder: String, next: () -> UnsafeMutablePointer<dirent>?) throws(ReadingError) -> [String] {
    var names: [String] = []
    errno = 0
    while let entry = next() {
      let bytes = withUnsafeBytes(of: entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      guard let name = String(validating: bytes, as: UTF8.self) else {
        let shown = String(decoding: bytes, as: UTF8.self)
        throw ReadingError(folder, "holds a name that is not UTF-8 (\(shown))", hint: "rename that file or folder")
      }
      if name != "." && name != ".." { names.append(name) }
      errno = 0
    }
    guard errno == 0 else {
      throw ReadingError(
        folder, "cannot be listed to its end (\(String(cString: strerror(errno))))", hint: "check the disk")
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
