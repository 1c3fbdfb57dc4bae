import Testing

@testable import Datasets

/// If these fail, images stand in both parts of a split, or results on a split cannot be repeated.
@Suite struct SplitTests {
  @Test func everyImageIsInOnePartOnce() throws {
    let digits = try Dataset.open("digits")
    let split = digits.split(training: 359, seed: 5)
    #expect(split.training.count == 359 && split.test.count == 1438)
    func images(_ sources: [any ImageSource]) throws -> [[UInt8]] {
      try sources.flatMap { source in
        try (0..<source.count).map { try source.pixels($0) + [UInt8(source.label($0))] }
      }
    }
    let before = try images([digits.training, digits.test]).sorted { $0.lexicographicallyPrecedes($1) }
    let after = try images([split.training, split.test]).sorted { $0.lexicographicallyPrecedes($1) }
    #expect(before == after)
  }

  @Test func theSeedDecides() throws {
    let digits = try Dataset.open("digits")
    func labels(_ seed: UInt64) -> [Int] {
      let training = digits.split(training: 100, seed: seed).training
      return (0..<100).map { training.label($0) }
    }
    #expect(labels(1) == labels(1))
    #expect(labels(1) != labels(2))
  }
}
