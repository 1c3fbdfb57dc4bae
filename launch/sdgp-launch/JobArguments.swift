import Files
import Foundation

/// The arguments of sdgp-dist as each rank gets them, completed by what the launcher must know.
struct JobArguments {
  /// A training has an output folder and a timing.
  let isTraining: Bool
  /// With `--threads`, and `--output` where the folder is known.
  let arguments: [String]
  /// Where the run writes; nil for other subcommands, for a training that names no folder before it has a new one, and for
  /// one to be continued that names none, which the ranks refuse.
  let outputDirectory: String?
  /// Threads of a rank.
  let threads: Int
  static let threadCounts = 1...65536
  /// Whether a training names no folder and begins anew.
  private let needsFolder: Bool

  /// - Parameters:
  ///   - given: what stands after the two dashes.
  ///   - threads: the launcher's own option, which holds where `given` names no number of threads.
  ///
  /// What `given` does not say, its `--config` may.
  init(_ given: [String], threads: Int?) {
    var complete = given
    isTraining = given.first == "train"
    let recipe = isTraining ? Self.value(of: "--config", in: given).map(RecipeLines.init) : nil
    if let named = Self.value(of: "--threads", in: given).flatMap({ Int($0) }) {
      self.threads = Self.limited(named)
    } else {
      self.threads = threads ?? recipe?.threads.map(Self.limited) ?? 1
      if let threads { complete += ["--threads", String(threads)] }
    }
    outputDirectory = isTraining ? Self.value(of: "--output", in: given) ?? recipe?.output : nil
    needsFolder = isTraining && outputDirectory == nil && !given.contains("--resume") && recipe?.resumes != true
    arguments = complete
  }

  /// The same with a folder to write into, which is made for a training that has none.
  /// - Parameter makeFolder: makes and names it.
  func withFolder(_ makeFolder: () throws -> String = { try RunFolder.makeNew() }) rethrows -> JobArguments {
    try needsFolder ? writing(to: makeFolder()) : self
  }

  /// The ranks refuse what lies beyond.
  private static func limited(_ threads: Int) -> Int {
    min(max(threads, threadCounts.lowerBound), threadCounts.upperBound)
  }

  /// The same training into another folder.
  func writing(to directory: String) -> JobArguments {
    JobArguments(arguments + ["--output", directory], threads: nil)
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
