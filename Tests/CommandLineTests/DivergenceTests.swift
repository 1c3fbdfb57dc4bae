import TestSupport
import Testing

/// If these fail, a training whose numbers leave their range ends as if the disk were full, or goes on without learning.
@Suite struct DivergenceTests {
  @Test(
    arguments: [
      "--prune none", "--prune rescaled", "--prune unbiased --share 1", "--model mlp --prune none",
      "--prune none --optimizer adamw", "--prune none --optimizer lars", "--prune none --compress nm",
      "--prune none --compress fp16", "--prune none --accumulate 3",
    ], [1, 2])
  func saysStepAndLayer(options: String, ranks: Int) throws {
    let folder = try TemporaryFolder()
    let program = try Program(
      ["train", "--learning-rate", "1e30", "--steps", "60", "--quiet", "--output", folder.path("run")]
        + options.split(separator: " ").map(String.init), ranks: ranks)
    #expect(program.exitCode == 70, "\(program.errors)")
    let errors = program.ownErrors
    // Each rank sees for itself that what it prunes is no number.
    #expect((1...ranks).contains(errors.count), "\(errors)")
    for error in errors {
      #expect(error.contains(/step \d+/) && error.contains("training has diverged: lower "), "\(error)")
      #expect(error.contains(/(conv|bn|fc)\d?\S*/), "\(error)")
      #expect(ranks == 1 || error.contains(/rank \d/), "\(error)")
    }
    #expect(try !folder.names(in: "run").contains("summary.json"))
  }
}
