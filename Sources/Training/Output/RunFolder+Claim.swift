import Files
import Foundation

extension RunFolder {
  /// Takes the folder for this run: holds its lock, and clears away what a replaced or killed run left.
  ///
  /// - Throws: `SettingsError` where another run works here, or where the results of one lie here that is neither
  ///   continued nor to be replaced.
  func claim(isContinued: Bool, overwrites: Bool) throws -> RunLock {
    let lock = try RunLock(folder: self)
    let checkpoints = CheckpointFolder(run: path)
    checkpoints.removePartial()
    removePartialFiles()
    if isContinued { return lock }
    let results = ["summary.json", "model.safetensors", "timing.json"]
    if !overwrites {
      guard !results.contains(where: { FileManager.default.fileExists(atPath: path(of: $0)) }) else {
        throw SettingsError(
          "\(path) holds a finished run; give another folder with --output, or replace it with --overwrite")
      }
      guard checkpoints.steps().isEmpty else {
        throw SettingsError(
          "\(path) holds checkpoints of an unfinished run; continue it with --resume, or replace it with --overwrite")
      }
    }
    for name in results + ["metrics.jsonl", "model-best.safetensors", "trace.json", "confusion.csv"] {
      unlink(path(of: name))
    }
    // TensorBoard would draw an earlier run's events among this one's.
    try? FileManager.default.removeItem(atPath: path(of: "tensorboard"))
    checkpoints.removeAll()
    return lock
  }

  /// Removes halves of files that a killed run was writing.
  private func removePartialFiles() {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] where name.hasSuffix(".partial") {
      unlink(path(of: name))
    }
  }
}
