import Files
import Foundation
import FoundationXML
import TestSupport
import Testing

@testable import Report

/// If these fail, a damaged or hostile file of a run ends the program by a trap, or makes a page that is not one.
@Suite struct RunFilesFuzzTests {
  private static let words = [
    "1e308", "-1e308", "9223372036854775807", "-9223372036854775808", "1e-320", "null", "\u{0}",
  ]

  /// Takes from `input`, one valid `file` after another and then damaged ones, what `read` puts into a run, and looks at
  /// the page of some.
  private func fuzz(_ file: String, _ read: (_ input: String, inout RunRecord) throws -> Void) throws {
    let folder = try TemporaryFolder()
    let whole = try RunRecord(folder: ExampleRun("run").write(into: folder), name: "whole")
    var fuzzer = Fuzzer([try folder.bytes("run/\(file)")], words: Self.words)
    try fuzzer.run("report, \(file)", isExpected: { $0 is ReadingError || $0 is RunSummaryError }) { input, round in
      var damaged = whole
      try read(input, &damaged)
      guard round % 50 == 0 else { return }
      #expect(XMLParser(data: Data(ReportPage([damaged, whole]).html.utf8)).parse(), "\(file), input \(round)")
    }
  }

  @Test func configuration() throws { try fuzz("config.json") { $1.settings = try RunSettings(path: $0) } }
  @Test func metrics() throws { try fuzz("metrics.jsonl") { $1.metrics = try MetricsFile.read($0, batchSize: 64) } }
  @Test func timing() throws { try fuzz("timing.json") { $1.ranks = try RankTimes.read($0) } }

  @Test func summary() throws {
    let folder = try TemporaryFolder()
    try fuzz("summary.json") { input, run in
      unlink(folder.path("summary.json"))
      try FileManager.default.createSymbolicLink(atPath: folder.path("summary.json"), withDestinationPath: input)
      run.summary = try RunSummary(folder: folder.path)
    }
  }
}
