import Files
import Foundation

/// Finds the output folders of runs.
public enum RunFinder {
  private static let mostRuns = 1000

  /// The runs that `paths` name, each once: a path is a run's folder, or a folder of them, one or two levels deep.
  /// - Throws: `ReadingError` for a path without a run.
  public static func folders(in paths: [String]) throws(ReadingError) -> [String] {
    var (found, known) = ([String](), Set<String>())
    for path in paths {
      let inside = try folders(in: path, levels: 2)
      guard !inside.isEmpty else {
        throw ReadingError(
          path, "holds no run: no summary.json and no config.json, also two levels down",
          hint: "name the output folder of a run, or a folder of such folders")
      }
      for folder in inside where known.insert(URL(fileURLWithPath: folder).resolvingSymlinksInPath().path).inserted {
        found.append(folder)
      }
      guard found.count <= mostRuns else {
        throw ReadingError(path, "holds more than \(mostRuns) runs", hint: "name fewer of them")
      }
    }
    return found
  }

  private static func folders(in path: String, levels: Int) throws(ReadingError) -> [String] {
    if isRun(path) { return [path] }
    let names = try FolderListing.names(in: path)
    guard levels > 0 else { return [] }
    var found: [String] = []
    for name in names where !name.hasPrefix(".") {
      let folder = path.hasSuffix("/") ? path + name : path + "/" + name
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else { continue }
      found += try folders(in: folder, levels: levels - 1)
    }
    return found
  }

  private static func isRun(_ folder: String) -> Bool {
    ["summary.json", "config.json"].contains { FileManager.default.fileExists(atPath: folder + "/" + $0) }
  }

  /// A name for each of `folders`: as many of the last parts of its path as tell it from the others.
  static func names(of folders: [String]) -> [String] {
    let parts = folders.map { folder in
      URL(fileURLWithPath: folder).standardizedFileURL.pathComponents.filter { $0 != "/" }
    }
    func names(_ count: Int) -> [String] { parts.map { $0.suffix(count).joined(separator: "/") } }
    for count in 1...3 where Set(names(count)).count == folders.count { return names(count) }
    return names(parts.map(\.count).max() ?? 1)
  }
}
