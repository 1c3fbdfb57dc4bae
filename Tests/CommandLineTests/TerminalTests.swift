import Foundation
import TestSupport
import Testing

/// If these fail, progress breaks over lines of a narrow terminal, leaves pieces behind, or runs into messages.
@Suite(.serialized) struct TerminalTests {
  /// Training steps and evaluations, until a signal ends them in the middle of the line.
  @Test(arguments: [80, 50]) func oneProgressLineAndNoLeftovers(columns: Int) throws {
    let folder = try TemporaryFolder()
    let terminal = try PseudoTerminal(
      ["train", "--epochs", "100000", "--batch-size", "8", "--output", folder.path("run")], columns: columns)
    var screen = Screen(columns: columns)
    var drawn: Set<String> = []
    func isProgress(_ line: String) -> Bool { line.contains(/step \d+\/|evaluation, batch/) }
    while let output = terminal.read() {
      screen.take(output)
      let progress = screen.text.indices.filter { isProgress(screen.text[$0]) }
      #expect(progress.isEmpty || progress == [screen.lines.count - 1], "\(screen.text)")
      if let line = progress.last {
        #expect(screen.lines[line].count < columns)
        drawn.insert(screen.text[line])
      }
      if drawn.count > 5 { terminal.terminate() }
    }
    #expect(!screen.text.contains(where: isProgress), "\(screen.text)")
    #expect(screen.text.contains { $0.hasPrefix("sdgp-dist: stopped after step ") }, "\(screen.text)")
  }

  @Test func aNarrowerTerminalGetsShorterLines() throws {
    let folder = try TemporaryFolder()
    let terminal = try PseudoTerminal(
      ["train", "--epochs", "100000", "--batch-size", "8", "--output", folder.path("run")], columns: 100)
    var widest: [Int: Int] = [:]
    var columns = 100
    var drawn = 0
    while let output = terminal.read() {
      for line in output.components(separatedBy: "\r\u{1B}[K") where line.contains("step ") && line.contains("left") {
        let width = line.prefix { $0 != "\r" && $0 != "\n" && $0 != "\r\n" }.count
        widest[columns] = max(widest[columns] ?? 0, width)
        drawn += 1
      }
      if drawn >= 3, columns == 100 {
        columns = 50
        terminal.resize(columns: columns)
        // What was drawn before it knew.
        _ = terminal.read()
      }
      if drawn >= 6 { terminal.terminate() }
    }
    #expect(try #require(widest[100]) > 50)
    #expect(try #require(widest[50]) < 50)
  }

  /// What the launcher and ranks say stands on lines of its own, also while rank 0's progress does.
  @Test func messagesOfTheLauncherDoNotRunIntoProgress() throws {
    let folder = try TemporaryFolder()
    let terminal = try PseudoTerminal(
      [
        "-n", "2", "--bind", "none", "--log-dir", folder.path("logs"), "--", "train", "--epochs", "100000",
        "--batch-size", "8", "--output", folder.path("run"),
      ], columns: 80, program: "sdgp-launch")
    var screen = Screen(columns: 80)
    var drawings = 0
    while let output = terminal.read() {
      screen.take(output)
      if output.contains(/step \d+\//) { drawings += 1 }
      if drawings == 3 { terminal.terminate() }
    }
    #expect(drawings >= 3)
    #expect(screen.text.contains { $0.hasPrefix("sdgp-launch: stopping") }, "\(screen.text)")
    #expect(!screen.text.contains { $0.contains(/step \d+\/.*sdgp-/) }, "\(screen.text)")
  }

  @Test(arguments: [80, 50]) func packingLeavesItsResultAlone(columns: Int) throws {
    let folder = try TemporaryFolder()
    let images = folder.path("images")
    for name in ["a", "b"] {
      for index in 0..<10 { try folder.write(Array("no image".utf8), to: "images/\(name)/\(index).png") }
    }
    let terminal = try PseudoTerminal(
      ["data", "pack", images, folder.path("packed"), "--size", "8", "--skip-broken"], columns: columns)
    var screen = Screen(columns: columns)
    while let output = terminal.read() { screen.take(output) }
    #expect(!screen.text.contains { $0.contains(" a second") }, "\(screen.text)")
    #expect(screen.text.count { $0.hasPrefix("skipped: ") } > 10, "\(screen.text)")
    #expect(screen.text.contains { $0.hasPrefix("sdgp-dist: ") }, "\(screen.text)")
  }
}
