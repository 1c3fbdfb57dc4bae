import Foundation

/// One file for each rank with everything that it wrote, `rank-R.log`.
final class RankLogs {
  /// The folder of the files.
  let directory: String
  private var files: [Int: FileHandle] = [:]

  /// - Throws: `LaunchError` if the folder cannot be made.
  init(directory: String) throws {
    self.directory = directory
    do {
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    } catch {
      throw LaunchError(
        LaunchError.inputOutput, "the folder \(directory) cannot be made; check its path or say --log-dir DIR")
    }
  }

  func path(ofRank rank: Int) -> String { "\(directory)/rank-\(rank).log" }

  /// Appends a line; the file begins anew with the launcher, not with each attempt.
  ///
  /// - Throws: `LaunchError` if the file cannot be made.
  func write(_ line: String, rank: Int) throws {
    try file(ofRank: rank).write(contentsOf: Data((line + "\n").utf8))
  }

  private func file(ofRank rank: Int) throws -> FileHandle {
    if let file = files[rank] { return file }
    let path = path(ofRank: rank)
    guard FileManager.default.createFile(atPath: path, contents: nil), let file = FileHandle(forWritingAtPath: path)
    else { throw LaunchError(LaunchError.inputOutput, "\(path) cannot be written; check the folder's permissions") }
    files[rank] = file
    return file
  }
}
