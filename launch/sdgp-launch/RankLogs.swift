import Files
import Foundation

/// One file for each rank, `rank-R.log`, with what it wrote to its standard output and standard error.
///
/// A training keeps its own account, all that it shows included, in files of the same name in its output folder. Where
/// they are the same files only standard error is added, so that each line stands there once and in order.
final class RankLogs {
  /// The folder of the files.
  let directory: String
  /// Whether standard output belongs into the files.
  let keepsOutput: Bool
  private var files: [Int: FileHandle] = [:]

  /// - Throws: `LaunchError` if the folder cannot be made.
  init(directory: String, keepsOutput: Bool) throws {
    self.directory = directory
    self.keepsOutput = keepsOutput
    do {
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    } catch {
      throw LaunchError(
        ExitStatus.inputOutput, "the folder \(directory) cannot be made; check its path or say --log-dir DIR")
    }
  }

  func path(ofRank rank: Int) -> String { "\(directory)/rank-\(rank).log" }

  /// Appends a line, which a full disk loses.
  ///
  /// - Throws: `LaunchError` if the file cannot be made.
  func write(_ line: String, rank: Int) throws {
    let file = try file(ofRank: rank)
    try? file.write(contentsOf: Data((line + "\n").utf8))
  }

  private func file(ofRank rank: Int) throws -> FileHandle {
    if let file = files[rank] { return file }
    let path = path(ofRank: rank)
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw LaunchError(ExitStatus.inputOutput, "\(path) cannot be written; check the folder's permissions")
    }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    files[rank] = file
    return file
  }
}
