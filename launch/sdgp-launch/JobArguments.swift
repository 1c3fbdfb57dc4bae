import Files
import Foundation

/// The arguments of sdgp-dist as each rank gets them, completed by what the launcher must know.
struct JobArguments {
  /// A training has an output folder and a timing.
  let isTraining: Bool
  /// Complete: with `--output` and `--threads`.
  let arguments: [String]
  /// Where the run writes; nil for other subcommands.
  let outputDirectory: String?
  /// Threads of a rank.
  let threads: Int
  static let threadCounts = 1...65536

  /// - Parameters:
  ///   - given: what stands after the two dashes.
  ///   - threads: the launcher's own option, which holds where `given` names no number of threads.
  ///   - makeFolder: makes and names the output folder of a training that has none.
  init(
    _ given: [String], threads: Int?, makeFolder: () throws -> String = { try RunFolder.makeNew() }
  ) throws {
    var complete = given
    isTraining = given.first == "train"
    if let named = Self.value(of: "--threads", in: given).flatMap({ Int($0) }) {
      // The ranks refuse what lies beyond.
      self.threads = min(max(named, Self.threadCounts.lowerBound), Self.threadCounts.upperBound)
    } else {
      self.threads = threads ?? 1
      if let threads { complete += ["--threads", String(threads)] }
    }
    if isTraining {
      let named = Self.value(of: "--output", in: given)
      outputDirectory = try named ?? makeFolder()
      if named == nil { complete += ["--output", outputDirectory!] }
    } else {
      outputDirectory = nil
    }
    arguments = complete
  }

  /// The same training into another folder.
  func writing(to directory: String) throws -> JobArguments {
    try JobArguments(arguments + ["--output", directory], threads: nil)
  }

  /// The same for a training that is started again: it goes on where it stopped.
  var continuingArguments: [String] {
    let kept = arguments.filter { $0 != "--overwrite" }
    return kept.contains("--resume") ? kept : kept + ["--resume"]
  }

  /// The value of `--name value` or `--name=value`; the last one holds.
  static func value(of name: String, in arguments: [String]) -> String? {
    var found: String?
    for (index, argument) in arguments.enumerated() {
      if argument == name, index + 1 < arguments.count { found = arguments[index + 1] }
      if argument.hasPrefix(name + "=") { found = String(argument.dropFirst(name.count + 1)) }
    }
    return found
  }
}
