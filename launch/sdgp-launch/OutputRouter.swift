import Files
import Foundation

/// Leads what mpirun writes on one of its streams to the ranks' logs and, for rank 0, to the launcher's stream.
struct OutputRouter {
  private let stream: StandardStream
  private let logs: RankLogs
  /// Whether rank 0's bytes go on as they are, so that it can redraw its line.
  private let isRaw: Bool
  private var tagged: TaggedOutput
  private var assemblers: [Int: LineAssembler] = [:]
  private var notices: [Int: AbortNotice] = [:]
  private var mpirun = LineAssembler()

  /// - Parameter stream: where rank 0's output goes.
  init(to stream: StandardStream, logs: RankLogs, runtime: OpenMPI.Runtime) {
    self.stream = stream
    self.logs = logs
    tagged = TaggedOutput(runtime: runtime)
    isRaw = stream == .output && isatty(stream.rawValue) == 1
  }

  /// Takes the next bytes of the stream; `failure` learns what mpirun says and the ranks' lines on standard error.
  mutating func route(_ bytes: some Sequence<UInt8>, failure: inout FailureRecord) throws {
    for piece in tagged.pieces(of: bytes) { try route(piece, failure: &failure) }
  }

  /// The stream has ended: what is left becomes lines.
  mutating func finish(failure: inout FailureRecord) throws {
    for piece in tagged.rest() { try route(piece, failure: &failure) }
    if let line = mpirun.rest() { failure.note(mpirunLine: line) }
    for rank in assemblers.keys.sorted() {
      if let line = assemblers[rank]?.rest() { try take(line, of: rank, failure: &failure) }
    }
  }

  private mutating func route(_ piece: TaggedOutput.Piece, failure: inout FailureRecord) throws {
    guard let rank = piece.rank else {
      for line in mpirun.lines(of: piece.bytes) { failure.note(mpirunLine: line) }
      return
    }
    if rank == 0, isRaw {
      try? stream.write(piece.bytes)
      StandardStream.hasOpenLine = piece.bytes.last != UInt8(ascii: "\n")
    }
    for line in assemblers[rank, default: LineAssembler()].lines(of: piece.bytes) {
      for line in notices[rank, default: AbortNotice()].ownLines(with: line) {
        try take(line, of: rank, failure: &failure)
      }
    }
  }

  private func take(_ line: String, of rank: Int, failure: inout FailureRecord) throws {
    if rank == 0, !isRaw { stream.writeIfPossible(line + "\n") }
    if stream == .error { failure.note(errorLine: line, rank: rank) }
    if stream == .error || logs.keepsOutput { try logs.write(line, rank: rank) }
  }
}
