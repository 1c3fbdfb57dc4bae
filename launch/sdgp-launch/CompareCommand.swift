import ArgumentParser
import Files
import Foundation

/// Prints finished runs side by side.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Print finished runs side by side: accuracy, time per step, where the time went.")

  @Argument(help: "Output folders of runs; the first is what the others are compared with.")
  var directories: [String]

  func run() throws {
    let runs = try directories.map { directory in
      (
        name: URL(fileURLWithPath: directory).lastPathComponent, summary: try RunSummary(folder: directory),
        settings: RunSettings(folder: directory)
      )
    }
    try StandardStream.print(RunComparison(runs).text)
  }
}
