import Testing

@testable import sdgp_launch

@Suite("mpirun's tagged output")
struct TaggedOutputTests {
  /// What each source wrote altogether; nil is mpirun.
  private func texts(of chunks: [String], from runtime: OpenMPI.Runtime = .orte) -> [Int?: String] {
    var output = TaggedOutput(runtime: runtime)
    var bytes: [Int?: [UInt8]] = [:]
    for piece in chunks.flatMap({ output.pieces(of: Array($0.utf8)) }) + output.rest() {
      bytes[piece.rank, default: []] += piece.bytes
    }
    return bytes.mapValues { String(decoding: $0, as: UTF8.self) }
  }

  private let text =
    "[1,0]<stdout>:a [3,4] b\n---\n[1,12]<stderr>:bad\n[1,0]<stdout>:\rx[1,0]<stdout>:y\n[1,12]<stderr>:!\n"

  @Test("A rank's log would hold another rank's lines if tags were misread")
  func splitsByRank() {
    #expect(texts(of: [text]) == [0: "a [3,4] b\n\rxy\n", 12: "bad\n!\n", nil: "---\n"])
  }

  @Test("A rank's lines would begin with mpirun's blank, or lose their own")
  func knowsTheBlank() {
    let text = "[1,0]<stdout>:  a[1,1]<stdout>: b\n[1,0]<stdout>: \n[1,1]<stderr>: \0---\n\0--\n"
    #expect(texts(of: [text], from: .prrte) == [0: " a\n", 1: "b\n", nil: "---\n--\n"])
    #expect(texts(of: ["[1,0]<stdout>: a\n"]) == [0: " a\n"])
  }

  @Test("Open MPI 5's paragraph would follow the one line in which a rank says why it ends, or hide other lines")
  func takesOutAbortNotice() {
    let dashes = String(repeating: "-", count: 74)
    let notice = [
      dashes, "MPI_ABORT was invoked on rank 0 in communicator MPI_COMM_WORLD", "  Errorcode: 9", "", dashes,
    ]
    var filter = AbortNotice()
    let lines = ["a", dashes, dashes, "b"] + notice + ["c", dashes, "d"]
    #expect(lines.flatMap { filter.ownLines(with: $0) } == ["a", dashes, dashes, "b", "c", dashes, "d"])
  }

  @Test("Output would depend on how the pipe cuts it if a cut tag were not kept")
  func survivesAnyCut() {
    for size in 1...9 {
      let bytes = Array(text.utf8)
      let chunks = stride(from: 0, to: bytes.count, by: size).map {
        String(decoding: bytes[$0..<min($0 + size, bytes.count)], as: UTF8.self)
      }
      #expect(texts(of: chunks) == texts(of: [text]))
    }
  }

  @Test("The last words of a rank that dies in the middle of a line would be lost")
  func keepsTheRest() {
    #expect(texts(of: ["[1,1]<stdout>:half a tag [1,"]) == [1: "half a tag [1,"])
  }

  @Test("A log would hold every redrawing of the progress line and its control sequences")
  func collapsesRedrawnLines() {
    var assembler = LineAssembler()
    let lines = assembler.lines(of: Array("\r\u{1B}[Kstep 1\r\u{1B}[Kstep 2\r\u{1B}[Kdone\r\nnext\nopen".utf8))
    #expect(lines == ["done", "next"])
    #expect(assembler.rest() == "open")
    #expect(assembler.rest() == nil)
  }
}
