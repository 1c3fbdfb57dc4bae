import Testing

@testable import Training

/// If these fail, threads that only wait for each other make a run slow, and nobody says why.
@Suite struct ProcessorShortageTests {
  @Test("More threads than cores are told, and more than a control group gives all ranks of a host")
  func told() throws {
    let ofCores = try #require(ProcessorShortage.warning(threads: 4, ranks: 1, processors: 2, limit: nil))
    #expect(ofCores.contains("--threads 4 is more than the 2 cores"))
    let ofGroup = try #require(ProcessorShortage.warning(threads: 2, ranks: 2, processors: 8, limit: 1.5))
    #expect(ofGroup.contains("the time of 1.5 processors, less than 2 ranks of 2 threads"))
  }

  @Test("Enough is enough")
  func quiet() {
    #expect(ProcessorShortage.warning(threads: 2, ranks: 1, processors: 2, limit: nil) == nil)
    #expect(ProcessorShortage.warning(threads: 2, ranks: 2, processors: 8, limit: 4) == nil)
  }
}
