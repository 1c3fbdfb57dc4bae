import Foundation
import TestSupport
import Testing

/// If these fail, a rank that was started with something else than the others leaves them waiting for ever, or several
/// ranks write the same folder.
@Suite struct CompanyTests {
  @Test(arguments: [
    ("train", "evaluate --weights x", "rank 0 was given the command train and rank 1 evaluate"),
    ("bench step", "bench exchange", "step and rank 1 exchange"), ("data inspect digits", "train", "inspect"),
    ("train --help", "train", "help"), ("train", "train --bogus", "--bogus"), ("dance", "train", "dance"),
    ("train --epochs many", "train --help", "many"), ("train", "data make digits x --train 0", "--train"),
  ])
  func differentCommandsEndTogether(first: String, second: String, says: String) throws {
    for ranks in [2, 3] {
      let program = try Program(first: first, others: second, ranks: ranks)
      #expect(program.exitCode == 64, "\(program.errors)")
      #expect(program.ownErrors.count == 1 && program.errors.contains(says), "\(program.errors)")
    }
  }

  /// Settings that are wrong on one rank alone, found after MPI has started.
  @Test func oneWrongRankEndsAll() throws {
    for (wrong, code) in [("--share 3", 78), ("--data /nonexistent", 65), ("--seed 7", 78)] {
      let program = try Program(first: "train", others: "train \(wrong)", ranks: 2)
      #expect(program.exitCode == code, "\(wrong): \(program.errors)")
      #expect(program.ownErrors.count == 1, "\(program.errors)")
    }
  }

  /// Ranks of which only some continue, or have a folder, would wait for each other in different calls.
  @Test(arguments: ["--resume", "--output"]) func ranksThatStartOtherwiseAreNamed(option: String) throws {
    let folder = try TemporaryFolder()
    let output = "--output \(folder.path("run"))"
    let (first, others) = option == "--resume" ? ("\(output) --resume", output) : (output, "")
    let program = try Program(first: "train --steps 1 \(first)", others: "train --steps 1 \(others)", ranks: 2)
    #expect(program.exitCode == 78 && program.ownErrors.count == 1, "\(program.errors)")
    #expect(program.errors.contains("rank 1 runs with \(option) not given but rank 0"), "\(program.errors)")
  }

  @Test func dataIsMadeOnce() throws {
    let folder = try TemporaryFolder()
    let program = try Program(["data", "make", "digits", folder.path("digits")], ranks: 3)
    #expect(program.exitCode == 0, "\(program.errors)")
    #expect(program.output.components(separatedBy: "for training").count == 2 && program.ownErrors.isEmpty)
  }
}
