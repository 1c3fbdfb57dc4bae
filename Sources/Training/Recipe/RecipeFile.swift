import Files
import Foundation

/// A recipe in YAML: a mapping from the options of `train`, without dashes, to their values. The files that the
/// method's authors published load as they are (`AuthorsRecipe`), and a run's `config.json` repeats it.
public struct RecipeFile: Sendable {
  /// The options as a command line would give them.
  public let arguments: [String]

  /// What the file holds and this program has no use for.
  public let warnings: [String]

  /// The ranks of the run that the file is the configuration of; nil for a recipe.
  public let ranks: Int?

  /// - Throws: `RecipeFileError` naming the file and what is wrong with it.
  public init(path: String) throws {
    if path.hasSuffix(".json") {
      (arguments, warnings, ranks) = try Self.arguments(ofRun: path)
      return
    }
    ranks = nil
    let mapping = try RecipeDocument(path: path).mapping
    if AuthorsRecipe.recognizes(mapping) {
      (arguments, warnings) = try AuthorsRecipe(mapping: mapping, path: path).translation
    } else {
      arguments = try Self.arguments(of: mapping, path: path)
      warnings = []
    }
  }

  /// What repeats the run whose `config.json` lies at `path`.
  private static func arguments(ofRun path: String) throws -> ([String], [String], Int) {
    let run = try SavedRun(configuration: path)
    guard !run.arguments.isEmpty else {
      throw RecipeFileError("\(path): does not hold the run's options; give them yourself, as its recipe says them")
    }
    let isOther = run.version != version
    let warning = "\(path): the run is of version \(run.version), this is \(version); results may differ"
    return (run.arguments, isOther ? [warning] : [], run.ranks)
  }

  /// Flags without a `--no-` form, which `false` leaves out.
  private static let oneSidedFlags: Set = ["no-augment", "overwrite", "quiet", "resume", "tensorboard", "trace"]

  private static func arguments(of mapping: [String: Any], path: String) throws -> [String] {
    try mapping.sorted { $0.key < $1.key }.flatMap { key, value -> [String] in
      guard !["config", "help"].contains(key) else {
        throw RecipeFileError("\(path): '\(key)' is for the command line alone; leave it out")
      }
      switch value {
      // What it says without a list of names is the default.
      case true as Bool where key == "augment": return []
      case false as Bool where oneSidedFlags.contains(key): return []
      case let flag as Bool: return [(flag ? "--" : "--no-") + key]
      case let list as [Any]: return ["--" + key, list.map { "\($0)" }.joined(separator: ",")]
      case is [String: Any], is NSNull:
        throw RecipeFileError("\(path): '\(key)' has no plain value; keys are the options of train without dashes")
      default: return ["--" + key, "\(value)"]
      }
    }
  }
}
