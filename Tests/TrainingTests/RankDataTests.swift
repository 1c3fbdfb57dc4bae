import Communication
import Datasets
import Files
import Foundation
import RankTestSupport
import TestSupport
import Testing

@testable import Training

/// If these fail, ranks whose hosts hold different data train on all of them, or measure weights on a mixture.
@Suite(.serialized) struct RankDataTests {
  /// A relative name leads each rank to data of its own; the last rank's have other images, or one more.
  @Test(arguments: [40, 41]) func otherDataOnARankEndsAllBeforeTheFirstStep(count: Int) throws {
    try onEveryRank { world in
      let (folder, start) = (try TemporaryFolder(), FileManager.default.currentDirectoryPath)
      let (last, isOther) = (world.size - 1, world.rank == world.size - 1)
      try Dataset.shapes(training: isOther ? count : 40, test: 10, seed: isOther ? 1 : 0).write(to: folder.path("data"))
      #expect(FileManager.default.changeCurrentDirectoryPath(folder.path))
      defer { #expect(FileManager.default.changeCurrentDirectoryPath(start)) }
      var recipe = Recipe()
      (recipe.data, recipe.model, recipe.batchSize, recipe.quiet) = ("data", .mlp, 20, true)
      recipe.output = folder.path("run")
      guard world.size > 1 else {
        _ = try Trainer(recipe: recipe, communicator: world)
        return
      }
      let trained = #expect(throws: Failure.self) { try Trainer(recipe: recipe, communicator: world) }
      let measured = #expect(throws: Failure.self) { try Evaluation(recipe: recipe, communicator: world) }
      #expect(!FileManager.default.fileExists(atPath: folder.path("run")))
      for failure in [trained, measured] {
        #expect(failure?.exitCode == ExitStatus.impossibleSettings)
        guard world.rank == 0 else { continue }
        let message = try #require(failure?.message)
        #expect(message.hasPrefix("rank \(last) runs with the data of \(count) training"), "\(message)")
        #expect(message.hasSuffix("; start every rank with the same program, options and data"), "\(message)")
      }
    }
  }
}
