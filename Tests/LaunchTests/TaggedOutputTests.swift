import Testing

@testable import sdgp_launch

@Suite("mpirun's tagged output")
struct TaggedOutputTests {
  /// What each source wrote altogether; nil is mpirun.
  private func texts(of chunks: [String]) -> [Int?: String] {
    var output = TaggedOutput()
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
