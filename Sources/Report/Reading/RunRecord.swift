import Files
import Foundation

/// All that a run's output folder tells of it.
public struct RunRecord: Sendable {
  /// Tells it from the other runs of a page.
  public var name: String
  public let folder: String
  /// Nil for a run that has not finished.
  public var summary: RunSummary?
  public var settings = RunSettings()
  public var metrics = RunMetrics()
  /// Empty where `timing.json` is missing.
  public var ranks: [RankTimes] = []
  /// Nil where `confusion.csv` is missing.
  var confusion: ConfusionTable?

  /// Reads the run in `folder`. Only `summary.json` or `config.json` must be there.
  /// - Throws: `ReadingError` or `RunSummaryError` for a file that is damaged.
  public init(folder: String, name: String) throws {
    (self.folder, self.name) = (folder, name)
    func path(of file: String) -> String? {
      let path = folder + "/" + file
      return FileManager.default.fileExists(atPath: path) ? path : nil
    }
    if path(of: "summary.json") != nil { summary = try RunSummary(folder: folder) }
    if let path = path(of: "config.json") { settings = try RunSettings(path: path) }
    if let path = path(of: "metrics.jsonl") {
      metrics = try MetricsFile.read(path, batchSize: settings.batchSize)
    }
    if let path = path(of: "confusion.csv") { confusion = try ConfusionTable.read(path) }
    // The times of a run that was started anew are those of the one before.
    if summary != nil, let path = path(of: "timing.json") { ranks = try RankTimes.read(path) }
  }

  /// Reads the runs in `folders` and names them.
  /// - Throws: as `init(folder:name:)`.
  public static func read(_ folders: [String]) throws -> [RunRecord] {
    try zip(folders, RunFinder.names(of: folders)).map { try RunRecord(folder: $0, name: $1) }
  }
}
