import Foundation
import TestSupport
import Testing

/// If these fail, a page cannot be made from the command line, or scripts cannot tell why.
@Suite struct ReportCommandTests {
  private static let usual = [
    "config.json": #"{"recipe":{"batch_size":4}}"#,
    "metrics.jsonl": #"{"epoch":0,"loss":1,"samples_per_second":4,"step":1}"# + "\n",
  ]

  private func write(_ files: [String: String], into folder: TemporaryFolder, _ name: String) throws -> String {
    for (file, text) in files { try folder.write(text, to: "\(name)/\(file)") }
    return folder.path(name)
  }

  @Test func aRealRunGetsItsPage() throws {
    let folder = try TemporaryFolder()
    let run = folder.path("run")
    let trained = try Program(["train", "--steps", "3", "--quiet", "--output", run])
    #expect(trained.exitCode == 0, "\(trained.errors)")
    for _ in 0..<2 {
      let report = try Program(["report", run])
      #expect(report.exitCode == 0 && report.output.contains("report.html: 1 run"), "\(report.errors)")
    }
    let page = try folder.text("run/report.html")
    #expect(page.hasSuffix("</html>\n") && page.contains("Time of a step by phase"))
  }

  @Test func damagedFilesAreNamed() throws {
    let folder = try TemporaryFolder()
    let damaged = [
      "config.json": "{", "summary.json": #"{"model":1}"#, "metrics.jsonl": "{\"step\":1}\n[]\n{}\n",
    ]
    for (file, text) in damaged {
      let run = try write(Self.usual.merging([file: text]) { $1 }, into: folder, "damaged-\(file)")
      let report = try Program(["report", run])
      #expect(report.exitCode == 65 && report.ownErrors.count == 1, "\(report.errors)")
      #expect(report.errors.contains("\(run)/\(file)") && report.errors.contains(";"), "\(report.errors)")
      #expect(!FileManager.default.fileExists(atPath: run + "/report.html"))
    }
    let nested = String(repeating: "[", count: 100_000)
    let deep = try write(["config.json": #"{"recipe":"# + nested], into: folder, "deep")
    #expect(try Program(["report", deep]).exitCode == 65)
  }

  @Test func wrongUseAndMissingRunsEndWithTheirCodes() throws {
    let folder = try TemporaryFolder()
    try folder.write("text", to: "empty/file.txt")
    let run = try write(Self.usual, into: folder, "run")
    let cases: [(arguments: [String], exitCode: Int32, says: String)] = [
      ([], 64, "runs"),
      ([""], 64, "empty"),
      ([run, "--output", folder.path("model.safetensors")], 64, ".html"),
      ([folder.path("absent")], 65, "absent"),
      ([folder.path("empty")], 65, "no run"),
      ([folder.path("empty/file.txt")], 65, "file.txt"),
      ([run, "--output", folder.path("absent/page.html")], 74, "absent/page.html"),
      ([run, "--output", "/proc/page.html"], 74, "/proc/page.html"),
    ]
    for (arguments, exitCode, says) in cases {
      let report = try Program(["report"] + arguments)
      #expect(report.exitCode == exitCode, "\(arguments): \(report.errors)")
      #expect(report.ownErrors.count == 1 && report.errors.contains(says), "\(report.errors)")
    }
  }
}
