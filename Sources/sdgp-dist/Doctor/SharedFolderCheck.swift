import Communication
import Files
import Foundation
import Training

/// Whether every rank can write into the output folder and sees what the first one wrote.
enum SharedFolderCheck {
  /// Collective.
  static func run(folder: String, over communicator: Communicator) throws -> Finding {
    let name = "\(folder)/.sdgp-dist-doctor-\(try communicator.broadcast(Int(getpid()), for: "the output folder"))"
    let existed = FileManager.default.fileExists(atPath: folder)
    var problem = communicator.rank == 0 ? Self.problem { try WholeFile.makeFolder(folder) } : nil
    if communicator.rank == 0, problem == nil { problem = Self.problem { try WholeFile.write(json: 1, to: name) } }
    try communicator.barrier(for: "the output folder")
    if communicator.rank != 0, !FileManager.default.fileExists(atPath: name) {
      problem = "does not see what rank 0 writes to \(folder); give a folder that all hosts share with --output"
    } else if communicator.rank != 0 {
      problem = Self.problem { try WholeFile.write(json: 1, to: "\(name)-\(communicator.rank)") }
      unlink("\(name)-\(communicator.rank)")
    }
    let problems = try communicator.allgather(Array((problem ?? "").utf8), for: "the output folder")
      .map { String(decoding: $0, as: UTF8.self) }
    if communicator.rank == 0 {
      unlink(name)
      // Only a folder that the check made, and that is empty.
      if !existed { rmdir(folder) }
    }
    guard let rank = problems.firstIndex(where: { !$0.isEmpty }) else {
      return Finding(subject: "output", text: "every rank can write to \(folder)")
    }
    return Finding(
      severity: .failure, subject: "output", text: "rank \(rank) on \(communicator.hostNames[rank]) \(problems[rank])")
  }

  private static func problem(_ body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch {
      return "cannot write: \(error)"
    }
  }
}
