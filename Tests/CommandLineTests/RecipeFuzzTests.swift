import ArgumentParser
import TestSupport
import Testing
import Training

@testable import sdgp_dist

/// If this fails, a damaged or hostile recipe ends every rank by a trap, or costs all memory.
@Suite struct RecipeFuzzTests {
  /// What a recipe says goes on to the options, whose own errors are typed ones too.
  @Test func recipe() throws {
    var fuzzer = Fuzzer(
      [
        Array("model: resnet18\nepochs: 10\nmean: [0.5, 0.4, 0.3]\nno-shuffle: true\nprune: 'rescaled'\n".utf8),
        Array("training:\n  batch_size: 512\n  lr: 0.5\ngsr:\n  nonzero: 2\n  groupsize: 4\n".utf8),
      ],
      words: [
        "&a ", "*a", "? ", "- ", "[", "]", "{", "}", ": ", "!!binary ", "!!int ", "<<: ", "---\n", "...\n", "%TAG",
        "|\n", "\"",
        "'", "~", ".inf", ".nan", "1e999", "9223372036854775807", "0x7fffffffffffffff", "2026-01-01", "\t", "\u{85}",
        "threads: ",
        "image-size: ", "share: ", "group-size: ", "powersgd-rank: ", "peak-epoch: ",
      ])
    try fuzzer.run("recipe", isExpected: { $0 is RecipeFileError }) { path, round in
      let file = try RecipeFile(path: path)
      // In a debug build that takes longer than all else.
      if round % 8 == 0 { _ = try? TrainCommand.parse(file.arguments).recipe() }
    }
  }
}
