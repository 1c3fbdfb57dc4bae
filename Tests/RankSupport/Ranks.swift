import Communication
import Foundation

/// Runs a test's body on every rank. Where it throws on one rank of several, the whole job ends: the other ranks would
/// wait for this one for ever.
public func onEveryRank(_ body: (Communicator) throws -> Void) throws {
  let communicator = try world.get()
  do {
    try body(communicator)
    try communicator.barrier(for: "the end of a test")
  } catch {
    guard communicator.size > 1 else { throw error }
    FileHandle.standardError.write(Data("rank \(communicator.rank): \(error)\n".utf8))
    communicator.abort(code: 70)
  }
}

private let world = Result {
  let communicator = try Communicator.start()
  atexit { try? Communicator.finalize() }
  return communicator
}
