import ArgumentParser
import Files
import Report

/// `sdgp-dist report`: one page of one or more runs.
struct ReportCommand: LoneCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write one HTML page that compares runs: accuracy, curves, where the time went.")

  @Argument(help: "Output folders of runs, or folders of them as a job array leaves.")
  var runs: [String]

  @Option(help: "The page, whose name ends in .html; report.html in the first folder if not given.")
  var output: String?

  /// A page is never written over a run's weights by a slip of the hand.
  func validate() throws {
    guard output?.hasSuffix(".html") ?? true else {
      throw ValidationError("--output names a page; let it end in .html")
    }
    guard !runs.contains("") else { throw ValidationError("the name of a run is empty, as an unset variable is") }
  }

  func run() throws {
    let records = try RunRecord.read(try RunFinder.folders(in: runs))
    let path = output ?? runs[0] + "/report.html"
    try ReportPage(records).write(to: path)
    try StandardStream.print("\(path): \(records.count == 1 ? "1 run" : "\(records.count) runs")")
  }
}
