import Files
import Foundation
import Report
import TestSupport
import Testing

/// If these fail, a job array's runs are not found, are sorted wrongly, or one that stopped early goes unnoticed.
@Suite struct SweepTests {
  @Test func theBestRunsComeFirstAndTheFasterOfEqualOnes() throws {
    let folder = try TemporaryFolder()
    let results = [
      (0.91, 9.0), (0.97, 8), (0.97, 5), (0.85, 1), (0.93, 2), (0.92, 2), (0.90, 2), (0.89, 2), (0.88, 2), (0.5, 1),
    ]
    for (number, (accuracy, seconds)) in results.enumerated() {
      var run = ExampleRun("sweep/part-\(number % 2)/\(number)", accuracy: accuracy, wallSeconds: seconds)
      run.recipe["learning_rate"] = Double(number)
      try run.write(into: folder)
    }
    let page = try PageParser([folder.path("sweep")])
    #expect(page.isWellFormed && page.headings.contains("Best test accuracy so far over wall time"))
    #expect(page.titles("run")?.last == "learning_rate" && page.titles("run")?.contains("seed") == false)
    let names = page.rows.prefix(11).dropFirst().compactMap(\.first)
    #expect(names == ["2", "1", "4", "5", "0", "6", "7", "8", "3", "9"])
    #expect(page.row("4")?.last == "4")
  }

  @Test func unfinishedRunsAreListedWithTheirStep() throws {
    let folder = try TemporaryFolder()
    var stopped = ExampleRun("stopped")
    stopped.summary = nil
    try stopped.write(into: folder)
    try ExampleRun("whole").write(into: folder)
    // A line that was being written when the run was killed.
    let lines = try folder.text("stopped/metrics.jsonl")
    try folder.write(lines + #"{"epoch":2,"lo"#, to: "stopped/metrics.jsonl")
    try folder.write("{}", to: "empty/config.json")
    let page = try PageParser([folder.path])
    #expect(page.row("stopped") == ["40", "2", "0.0500", "95.00%", "2026-11-25T08:08:40Z"])
    #expect(page.row("empty")?.first == "none")
    #expect(page.isWellFormed)
  }

  @Test func aRunThatIsNamedTwiceIsShownOnce() throws {
    let folder = try TemporaryFolder()
    let run = try ExampleRun("run").write(into: folder)
    #expect(try RunFinder.folders(in: [run, folder.path, run + "/../run"]).count == 1)
    #expect(throws: ReadingError.self) { try RunFinder.folders(in: [folder.path("run"), folder.path("absent")]) }
  }

  @Test func timesComeFromTheLinesOrFromTheSpeedOrAreLeftOut() throws {
    let folder = try TemporaryFolder()
    var run = ExampleRun("timed")
    run.hasTimes = true
    let timed = try RunRecord(folder: run.write(into: folder), name: "")
    #expect(timed.metrics.clock == .recorded)
    #expect(abs((timed.metrics.evaluations.last?.seconds ?? 0) - 4) < 1e-3)
    let derived = try RunRecord(folder: ExampleRun("derived").write(into: folder), name: "")
    #expect(derived.metrics.clock == .derived)
    #expect(abs((derived.metrics.evaluations.last?.seconds ?? 0) - 2) < 1e-3)
    run = ExampleRun("unknown")
    run.recipe["batch_size"] = nil
    #expect(try RunRecord(folder: run.write(into: folder), name: "").metrics.clock == .unknown)
    let html = ReportPage(try RunRecord.read([folder.path("unknown"), folder.path("derived")])).html
    #expect(html.contains("Left out, because no time is known: unknown."))
  }

  @Test func thousandsOfStepsStayASmallPage() throws {
    let folder = try TemporaryFolder()
    var run = ExampleRun("long")
    run.accuracies = [Double](repeating: 0.5, count: 1000)
    try run.write(into: folder)
    let record = try RunRecord(folder: folder.path("long"), name: "long")
    #expect(record.metrics.steps.count <= 400 && record.metrics.steps.last?.step == 20_000)
    #expect(ReportPage([record]).html.utf8.count < 1 << 20)
  }
}
