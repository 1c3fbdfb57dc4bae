/// Takes apart what mpirun writes with tags: `[1,2]<stdout>:text` is rank 2's; what has no tag is mpirun's own.
///
/// mpirun puts a tag before every piece that it forwards, so also into the middle of a line that a rank writes in
/// pieces.
struct TaggedOutput {
  /// A piece of one source's output, in order.
  struct Piece: Equatable {
    /// Nil for mpirun's own words.
    var rank: Int?
    var bytes: [UInt8]
  }

  private let tagEndings: [[UInt8]]
  private var source: Int?
  private var pending: [UInt8] = []

  init(runtime: OpenMPI.Runtime) {
    let blank =
      switch runtime {
      case .orte: ""
      case .prrte: " "
      }
    tagEndings = ["stdout", "stderr", "stddiag"].map { Array("]<\($0)>:\(blank)".utf8) }
  }

  /// The pieces that are complete with `bytes`; the start of a tag is kept until the rest comes.
  mutating func pieces(of bytes: some Sequence<UInt8>) -> [Piece] {
    pending += bytes
    var pieces: [Piece] = []
    var start = 0
    var index = 0
    func flush(upTo end: Int) {
      if end > start { pieces.append(Piece(rank: source, bytes: Array(pending[start..<end]))) }
    }
    scan: while index < pending.count {
      if pending[index] == UInt8(ascii: "\n") {
        index += 1
        flush(upTo: index)
        (start, source) = (index, nil)
      } else if pending[index] == 0 {
        // Open MPI 5 ends its own paragraphs so, also those that it passes on as a rank's, without a line feed.
        flush(upTo: index)
        index += 1
        (start, source) = (index, nil)
      } else if pending[index] == UInt8(ascii: "[") {
        switch Tag(at: index, of: pending, endings: tagEndings) {
        case .whole(let rank, let length):
          flush(upTo: index)
          index += length
          (start, source) = (index, rank)
        case .cut: break scan
        case .none: index += 1
        }
      } else {
        index += 1
      }
    }
    flush(upTo: index)
    pending.removeFirst(index)
    return pieces
  }

  /// What is left when the output has ended.
  mutating func rest() -> [Piece] {
    defer { pending = [] }
    return pending.isEmpty ? [] : [Piece(rank: source, bytes: pending)]
  }
}

/// A tag at one place of the output.
private enum Tag {
  case whole(rank: Int, length: Int)
  /// The output ends before it can be told whether this is a tag.
  case cut
  case none

  /// Matches `[job,rank` and one of `endings`.
  init(at start: Int, of bytes: [UInt8], endings: [[UInt8]]) {
    var index = start + 1
    func digits() -> Int? {
      var value: Int?
      while index < bytes.count, (48...57).contains(bytes[index]), value ?? 0 < 1_000_000_000 {
        value = (value ?? 0) * 10 + Int(bytes[index] - 48)
        index += 1
      }
      return value
    }
    let job = digits()
    guard index < bytes.count else {
      self = .cut
      return
    }
    guard job != nil, bytes[index] == UInt8(ascii: ",") else {
      self = .none
      return
    }
    index += 1
    let rank = digits()
    let tail = bytes[index...]
    if let rank, let ending = endings.first(where: { tail.starts(with: $0) }) {
      self = .whole(rank: rank, length: index + ending.count - start)
    } else if tail.isEmpty || (rank != nil && endings.contains { $0.starts(with: tail) }) {
      self = .cut
    } else {
      self = .none
    }
  }
}
