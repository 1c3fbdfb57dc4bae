import Files
import Foundation
import FoundationXML
import Report
import TestSupport
import Testing

/// If these fail, a pruned setting is credited with accuracy or time that it did not earn, or its spread is drawn wrongly.
@Suite struct ClockStudyTests {
  /// Dense runs of 2, 4 and 8 epochs of 20 steps of 100 ms, pruned ones whose step takes 75 ms; two seeds.
  private func study(in folder: TemporaryFolder) throws {
    try folder.write(#"{"dense_ms": 100, "pruned_ms": 75, "ratio": 1.33}"#, to: "steps/pruned.json")
    for (epochs, accuracy) in [(2, 0.70), (4, 0.80), (8, 0.90)] {
      try write("dense", epochs, [accuracy - 0.01, accuracy + 0.01], into: folder)
    }
    for (epochs, accuracy) in [(2, 0.69), (4, 0.801), (5, 0.83), (10, 0.88)] {
      try write("pruned", epochs, [accuracy - 0.01, accuracy + 0.03], into: folder)
    }
  }

  private func write(
    _ setting: String, _ epochs: Int, _ accuracies: [Double], period: [String: Double] = [:],
    into folder: TemporaryFolder
  ) throws {
    for (seed, accuracy) in accuracies.enumerated() {
      var run = ExampleRun("runs/\(setting)/\(epochs)-\(seed)", ranks: 1, accuracy: accuracy)
      run.recipe["seed"] = seed
      run.recipe["epochs"] = epochs
      run.recipe["pruning_period"] = period
      run.summary?.epochs = epochs
      run.summary?.steps = 20 * epochs
      run.summary?.trainAccuracy = 0.99
      try run.write(into: folder)
    }
  }

  @Test func settingsAreComparedAtTheTimeOfTheDenseRuns() throws {
    let folder = try TemporaryFolder()
    try study(in: folder)
    let tables = try ClockStudy(folder: folder.path).tables
    #expect(tables.contains("A dense step takes 100.0 ms."))
    #expect(tables.contains("| pruned | 0.750 |"))
    // Three epochs would take more than two dense ones.
    #expect(tables.contains("Test accuracy at the time of 2 dense epochs, 4.00 s"))
    #expect(tables.contains("| pruned | 2 | 0.75 | 2 | 70.00 ± 2.83 |"))
    #expect(tables.contains("| dense | 4 | 1 | 2 | 80.00 ± 1.41 | 99.00 ± 0.00 |  |"))
    // Differences of the pairs: 3 and 5 points.
    #expect(tables.contains("| pruned | 5 | 0.94 | 2 | 84.00 ± 2.83 | 99.00 ± 0.00 | +4.00 ± 1.00 |"))
    #expect(tables.contains("| pruned | 10 | 0.94 | 2 | 89.00 ± 2.83 | 99.00 ± 0.00 | -1.00 ± 1.00 |"))
  }

  @Test func oneSeedHasNoSpread() throws {
    let folder = try TemporaryFolder()
    try folder.write(#"{"dense_ms": 100, "pruned_ms": 75, "ratio": 1.33}"#, to: "steps/pruned.json")
    for epochs in [2, 4] {
      try write("dense", epochs, [0.8], into: folder)
      try write("pruned", epochs, [0.81], into: folder)
    }
    let study = try ClockStudy(folder: folder.path)
    #expect(study.tables.contains("| dense | 2 | 1 | 1 | 80.00 ± – | 99.00 ± – |  |"), "\(study.tables)")
    #expect(study.tables.contains("| pruned | 2 | 0.75 | 1 | 81.00 ± – | 99.00 ± – | +1.00 ± – |"))
    try study.writeFigure(to: folder.path("clock.svg"))
    let figure = try folder.text("clock.svg")
    #expect(XMLParser(data: Data(figure.utf8)).parse())
    #expect(!figure.contains("class=\"shade") && !figure.contains("nan"))
    #expect(figure.contains(/>8[01][.0]*<\/text>/), "The axis reaches over the means.")
  }

  @Test func theShortestRunsAsAccurateAsDenseOnesCount() throws {
    let folder = try TemporaryFolder()
    try study(in: folder)
    #expect(try ClockStudy(folder: folder.path).tables.contains("| pruned | 0.75 | 4 | 81.10 ± 2.83 |"))
    try folder.write(#"{"dense_ms": 100, "pruned_ms": 60, "ratio": 1.67}"#, to: "steps/worse.json")
    try write("worse", 6, [0.78, 0.81], into: folder)
    #expect(try ClockStudy(folder: folder.path).tables.contains("| worse | not reached |  |  |"))
  }

  @Test func epochsThatAreDenseTakeTheTimeOfDenseOnes() throws {
    let folder = try TemporaryFolder()
    try study(in: folder)
    try folder.write(#"{"dense_ms": 100, "pruned_ms": 50, "ratio": 2}"#, to: "steps/period.json")
    // One dense epoch, two pruned ones, two dense ones: four times a dense epoch's time.
    try write("period", 5, [0.9, 0.9], period: ["start": 1, "end": 3], into: folder)
    #expect(try ClockStudy(folder: folder.path).tables.contains("| period | 5 | 1.00 | 2 | 90.00 ± 0.00 |"))
  }

  @Test func theFigureIsAWholeDrawingWithALineAndAShadeForEachSetting() throws {
    let folder = try TemporaryFolder()
    try study(in: folder)
    try ClockStudy(folder: folder.path).writeFigure(to: folder.path("clock.svg"))
    let figure = try folder.text("clock.svg")
    #expect(XMLParser(data: Data(figure.utf8)).parse())
    #expect(figure.components(separatedBy: "class=\"shade").count == 3)
    #expect(figure.contains(">pruned</text>"))
    #expect(!figure.contains("var("), "Only browsers would show its colours.")
  }

  @Test func aStudyThatLacksSomethingIsRefusedWithItsName() throws {
    let folder = try TemporaryFolder()
    try study(in: folder)
    func refusal() -> String {
      #expect(throws: (any Error).self) { try ClockStudy(folder: folder.path) }.map { "\($0)" } ?? ""
    }
    try write("untimed", 2, [0.5], into: folder)
    #expect(refusal().contains("steps/untimed.json"))
    try folder.write("{}", to: "steps/untimed.json")
    #expect(refusal().contains("is not the times of bench step"))
    try folder.write(#"{"dense_ms": 100, "pruned_ms": 50}"#, to: "steps/untimed.json")
    try FileManager.default.removeItem(atPath: folder.path("runs/untimed/2-0/summary.json"))
    #expect(refusal().contains("has not finished"))
  }
}
