import Files
import Foundation

extension RunFolder {
  private static let results = ["summary.json", "model.safetensors", "timing.json"]
  private static let bestWeights = "model-best.safetensors"
  /// Files that a new run removes.
  private static let replaced = results + [bestWeights, "metrics.jsonl", "trace.json", "confusion.csv"]

  /// Takes the folder for this run: holds its lock, and clears away what a replaced or killed run left, and nothing else.
  ///
  /// - Parameters:
  ///   - point: the checkpoint that the run continues from, if any.
  ///   - warn: is told where a run that was to be continued has no checkpoint, and starts anew.
  /// - Throws: `SettingsError` where another run works here or did since `point` was chosen, or where the results of one
  ///   lie here, or files of another program, that are not to be replaced.
  func claim(
    continuing point: ResumePoint?, settings: CheckpointSettings, warn: (String) -> Void
  ) throws -> RunLock {
    let lock = try RunLock(folder: self)
    let checkpoints = CheckpointFolder(run: path)
    if let point {
      guard point.isStillNewest(in: checkpoints) else {
        throw SettingsError("\(path): another run has gone on here since this one started; start again to follow it")
      }
    } else if !settings.overwrites {
      try refuseReplacement(of: checkpoints, settings, warn: warn)
    }
    checkpoints.removePartial()
    removePartialFiles()
    if point != nil { return lock }
    for name in Self.replaced { unlink(path(of: name)) }
    // TensorBoard would draw an earlier run's events among this one's.
    EventFile.removeAll(in: path(of: EventFile.folder))
    checkpoints.removeAll()
    return lock
  }

  /// - Throws: `SettingsError` where the folder holds what its user may want to keep: more than a run of this program that
  ///   was killed without weights or checkpoint.
  private func refuseReplacement(
    of checkpoints: CheckpointFolder, _ settings: CheckpointSettings, warn: (String) -> Void
  ) throws {
    func holds(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(of: name)) }
    let hint = "give another folder with --output, or replace it with --overwrite"
    guard !Self.results.contains(where: holds) else { throw SettingsError("\(path) holds a finished run; \(hint)") }
    guard checkpoints.steps().isEmpty else {
      throw SettingsError(
        "\(path) holds checkpoints of an unfinished run; continue it with --resume, or replace it with --overwrite")
    }
    let isRun = (try? SavedRun(folder: path)) != nil
    if !isRun, let other = (["config.json", EventFile.folder] + Self.replaced).first(where: holds) {
      throw SettingsError("\(path) holds \(other), but no run of this program; \(hint)")
    }
    guard settings.resumes || !holds(Self.bestWeights) else {
      throw SettingsError("\(path) holds the best weights of an unfinished run; \(hint)")
    }
    if settings.resumes, isRun { warn("\(path) holds no checkpoint: the run starts anew") }
  }

  /// Removes halves of files that a killed run was writing.
  private func removePartialFiles() {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] where name.hasSuffix(".partial") {
      guard (["config.json"] + Self.replaced).contains(where: { name.hasPrefix($0 + ".") }) else { continue }
      unlink(path(of: name))
    }
  }
}
