import Communication
import Files
import Foundation

/// Writes checkpoints beside training. Every rank's thread writes its own files; once all have, rank 0's thread adds the
/// manifest and gives the checkpoint its name.
///
/// All ranks are at the same stage: they change it together, at the end of a step at which `isDone` held on all.
final class CheckpointWriter {
  private typealias Files = [String: CheckpointManifest.File]

  private enum Stage {
    case idle
    case writing(CheckpointManifest, BackgroundWork<Result<Files, any Error>>)
    /// Only rank 0 has work.
    case committing(CheckpointManifest, BackgroundWork<Result<Void, any Error>>?)
  }

  /// What a rank tells the others about its files.
  private struct Report: Codable {
    var files: Files = [:]
    var problem: String?
  }

  /// The step of the last checkpoint that became whole.
  private(set) var lastWhole: Int?

  private let folder: CheckpointFolder
  private let settings: CheckpointSettings
  private let communicator: Communicator
  private let console: Console
  private let lock: RunLock?
  private var stage = Stage.idle

  /// - Parameter lock: that of the run's folder, on rank 0.
  init(
    folder: CheckpointFolder, settings: CheckpointSettings, communicator: Communicator, console: Console,
    lock: RunLock?
  ) {
    self.folder = folder
    self.settings = settings
    self.communicator = communicator
    self.console = console
    self.lock = lock
  }

  var isBusy: Bool {
    switch stage {
    case .idle: false
    case .writing, .committing: true
    }
  }

  /// Whether this rank has done its part of the stage.
  var isDone: Bool {
    switch stage {
    case .idle: true
    case .writing(_, let work): work.outcome != nil
    case .committing(_, let work): work == nil || work?.outcome != nil
    }
  }

  /// Starts to write this rank's part of a checkpoint. Every rank calls it at the same step.
  func begin(_ contents: CheckpointContents, _ manifest: CheckpointManifest) {
    let path = folder.partialPath(ofStep: manifest.progress.step)
    stage = .writing(manifest, BackgroundWork("checkpoint") { Result { try contents.write(to: path) } })
  }

  /// Goes on to the next stage; to be called where `isDone` holds on every rank. Collective.
  ///
  /// - Throws: `Failure` on every rank where a checkpoint could not be written and the run shall stop for it.
  func advance() throws {
    switch stage {
    case .idle: break
    case .writing(var manifest, let work):
      let reports = try reports(of: work)
      manifest.files = reports.reduce(into: [:]) { $0.merge($1.files) { $1 } }
      if let problem = reports.lazy.compactMap(\.problem).first {
        try fail(manifest, problem)
      } else {
        stage = .committing(manifest, communicator.rank == 0 ? commit(manifest) : nil)
      }
    case .committing(let manifest, let work):
      let problem = work?.outcome.flatMap { outcome in Self.problem(of: outcome) } ?? ""
      let shared = try communicator.broadcast(bytes: Array(problem.utf8), for: "the checkpoint")
      if !shared.isEmpty { return try fail(manifest, String(decoding: shared, as: UTF8.self)) }
      stage = .idle
      lastWhole = manifest.progress.step
    }
  }

  /// Returns when nothing is being written any more. Collective.
  func finish() throws {
    while isBusy {
      // Short collectives over and over: a slow disk is no rank that does not come.
      if try communicator.allreduce(isDone ? 1 : 0, .minimum, for: "the checkpoint") == 1 {
        try advance()
      } else {
        usleep(5000)
      }
    }
  }

  private func reports(of work: BackgroundWork<Result<Files, any Error>>) throws -> [Report] {
    var report = Report()
    switch work.outcome {
    case .success(let files): report.files = files
    case .failure(let error):
      report.problem = "\(error)" + (communicator.size > 1 ? " (rank \(communicator.rank))" : "")
    case nil: preconditionFailure("Every rank is done.")
    }
    let bytes = try communicator.allgather(Array(try JSONEncoder().encode(report)), for: "the checkpoint's files")
    return try bytes.map { try JSONDecoder().decode(Report.self, from: Data($0)) }
  }

  private func commit(_ manifest: CheckpointManifest) -> BackgroundWork<Result<Void, any Error>> {
    BackgroundWork("checkpoint") { [folder, settings, lock] in
      Result {
        if let lock, lock.isAnothers {
          throw WritingError(folder.path, "is another run's by now", hint: "leave a run's folder where it is")
        }
        let step = manifest.progress.step
        let path = folder.partialPath(ofStep: step)
        for (name, file) in manifest.files {
          var status = stat()
          guard stat("\(path)/\(name)", &status) == 0, Int(status.st_size) == file.bytes else {
            throw WritingError(
              "\(path)/\(name)", "is not there for rank 0", hint: "--output must name a folder that all hosts share")
          }
        }
        let file = try WholeFile("\(path)/\(CheckpointManifest.name)")
        try file.append(try manifest.encoded())
        try file.commit()
        try folder.commit(step: step, kept: settings.kept)
      }
    }
  }

  private static func problem(of outcome: Result<Void, any Error>) -> String? {
    switch outcome {
    case .success: nil
    case .failure(let error): "\(error)"
    }
  }

  private func fail(_ manifest: CheckpointManifest, _ problem: String) throws {
    stage = .idle
    let step = manifest.progress.step
    let isFirst = communicator.rank == 0
    if isFirst { folder.removePartial(ofStep: step) }
    let kept = lastWhole.map { "; that of step \($0) stays" } ?? ""
    let text = "no checkpoint of step \(step)\(kept): \(problem)"
    switch settings.onError {
    case .stop: throw Failure(message: isFirst ? text : nil, exitCode: ExitStatus.inputOutput)
    case .goOn: console.warning(text)
    }
  }
}
