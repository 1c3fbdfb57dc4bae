import Files
import Foundation

/// `checkpoints/` of a run. `step-N` is whole; what is being written or removed ends in `.partial`; `skipped-N` was found
/// damaged, and the run went on from an earlier one.
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
  func removePartial() { removeNames { $0.wholeMatch(of: /(step|retired)-\d+\.partial/) != nil } }

  func removePartial(ofStep step: Int) { remove(partialPath(ofStep: step)) }

  /// Removes all checkpoints, of a run that is replaced, and the folder where it then is empty.
  func removeAll() {
    removeNames { $0.wholeMatch(of: /(step|skipped)-\d+/) != nil }
    rmdir(path)
  }

  private func removeNames(where isOwn: (String) -> Bool) {
    for name in names() where isOwn(name) { remove("\(path)/\(name)") }
  }

  /// Renames the checkpoints after `step`, from which a run goes on because they are damaged: should they be readable
  /// later, no run may continue from them, whose lines of the metrics are gone.
  func setAside(after step: Int) {
    for newer in steps() where newer > step {
      let aside = "\(path)/skipped-\(newer)"
      remove(aside)
      rename(path(ofStep: newer), aside)
    }
  }

  /// Gives the written checkpoint of `step` its name, and removes those before it beyond the newest `kept`.
  /// - Throws: `WritingError`.
  func commit(step: Int, kept: Int) throws {
    // The checkpoint counts on the lines of the metrics up to its step.
    try? FileHandle(forReadingAtPath: run + "/metrics.jsonl")?.synchronize()
    // None has this name but where a file system without locks let another run work here: later ones were set aside.
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
