import Files
import Foundation

/// `checkpoints/` of a run. `step-N` is whole; what is being written or removed ends in `.partial`.
struct CheckpointFolder: Sendable {
  private let run: String
  var path: String { run + "/checkpoints" }

  /// - Parameter run: the output folder's path.
  init(run: String) { self.run = run }

  func path(ofStep step: Int) -> String { "\(path)/step-\(step)" }

  func partialPath(ofStep step: Int) -> String { path(ofStep: step) + ".partial" }

  /// The steps of the checkpoints, the newest first.
  func steps() -> [Int] {
    names().compactMap { name in Int(name.dropFirst(5)).flatMap { "step-\($0)" == name ? $0 : nil } }.sorted(by: >)
  }

  private func names() -> [String] { (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] }

  /// Removes what a run that was killed left behind.
  func removePartial() {
    for name in names() where name.hasSuffix(".partial") { remove("\(path)/\(name)") }
  }

  func removePartial(ofStep step: Int) { remove(partialPath(ofStep: step)) }

  /// Removes all checkpoints, of a run that is replaced.
  func removeAll() { remove(path) }

  /// Gives the written checkpoint of `step` its name, and removes those before it beyond the newest `kept`.
  /// - Throws: `WritingError`.
  func commit(step: Int, kept: Int) throws {
    // The checkpoint counts on the lines of the metrics up to its step.
    try? FileHandle(forReadingAtPath: run + "/metrics.jsonl")?.synchronize()
    // Where one has this name, it was damaged, or the run would have continued from it.
    retire(step)
    guard rename(partialPath(ofStep: step), path(ofStep: step)) == 0 else {
      throw WritingError(path(ofStep: step), "cannot be renamed (\(String(cString: strerror(errno))))")
    }
    WholeFile.sync(folder: path)
    steps().filter { $0 <= step }.dropFirst(kept).forEach(retire)
  }

  /// Removes a checkpoint, its name first: half a checkpoint never has a whole one's name.
  private func retire(_ step: Int) {
    let retired = "\(path)/retired-\(step).partial"
    if rename(path(ofStep: step), retired) == 0 { remove(retired) }
  }

  private func remove(_ path: String) { try? FileManager.default.removeItem(atPath: path) }
}
