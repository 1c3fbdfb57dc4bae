import Communication
import Files

/// The checkpoint that a run continues from.
struct ResumePoint {
  let folder: String
  let manifest: CheckpointManifest
  /// On rank 0, the newest step of which there was a checkpoint, damaged or not, when this one was chosen.
  let newestStep: Int?

  /// Whether `checkpoints` are those of which this one was chosen: until a run holds the folder's lock, another may go
  /// on there. To be asked on rank 0.
  func isStillNewest(in checkpoints: CheckpointFolder) -> Bool {
    checkpoints.steps().first == newestStep && (try? CheckpointManifest(folder: folder)) == manifest
  }

  /// The newest whole checkpoint of the run in `output`; nil where there is none at all. Collective.
  ///
  /// - Parameter warn: is told on rank 0 of each damaged one that is skipped.
  /// - Throws: `Failure` on every rank where all are damaged.
  static func newest(in output: String, _ communicator: Communicator, warn: (String) -> Void) throws -> ResumePoint? {
    let checkpoints = CheckpointFolder(run: output)
    let listed = communicator.rank == 0 ? checkpoints.steps() : []
    let count = try communicator.broadcast(listed.count, for: "the checkpoints")
    for index in 0..<count {
      let step = try communicator.broadcast(index < listed.count ? listed[index] : 0, for: "the checkpoints")
      let folder = checkpoints.path(ofStep: step)
      let outcome = Result { try verified(folder, step: step, communicator) }
      var problem = ""
      if case .failure(let error) = outcome { problem = "\(error)" }
      let problems = try communicator.allgather(Array(problem.utf8), for: "the checkpoint's check")
      guard let first = problems.first(where: { !$0.isEmpty }) else {
        return ResumePoint(folder: folder, manifest: try outcome.get(), newestStep: listed.first)
      }
      if communicator.rank == 0 {
        warn("checkpoint of step \(step) skipped: \(String(decoding: first, as: UTF8.self))")
      }
    }
    if count == 0 { return nil }
    throw Failure(
      message: communicator.rank == 0
        ? "\(output): none of its checkpoints is whole; start anew with --overwrite, or restore them" : nil,
      exitCode: ExitStatus.badData)
  }

  /// The manifest in `folder`, and this rank's part of the files compared with it.
  private static func verified(_ folder: String, step: Int, _ communicator: Communicator) throws -> CheckpointManifest {
    let manifest = try CheckpointManifest(folder: folder)
    guard manifest.progress.step == step else {
      throw CheckpointError("\(folder) holds the checkpoint of step \(manifest.progress.step)")
    }
    for (index, name) in CheckpointManifest.fileNames(worldSize: manifest.worldSize).enumerated()
    where index % communicator.size == communicator.rank {
      try CheckpointFile.check("\(folder)/\(name)", is: manifest.files[name]!)
    }
    return manifest
  }
}
