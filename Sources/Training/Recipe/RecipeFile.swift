import Foundation
import Yams

/// A recipe in YAML: a mapping from the options of `train`, without dashes, to their values. The files that the
/// method's authors published load as they are (`AuthorsRecipe`).
public struct RecipeFile: Sendable {
  /// The options as a command line would give them.
  public let arguments: [String]

  /// What the file holds and this program has no use for.
  public let warnings: [String]

  /// - Throws: `RecipeFileError` naming the file and what is wrong with it.
  public init(path: String) throws {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw RecipeFileError("\(path): cannot be read; give a recipe file (YAML) with --config")
    }
    do {
      guard let mapping = try Yams.load(yaml: text) as? [String: Any] else {
        throw RecipeFileError("\(path): expected a mapping of options to values, such as 'epochs: 10'")
      }
      if AuthorsRecipe.recognizes(mapping) {
        (arguments, warnings) = try AuthorsRecipe(mapping: mapping, path: path).translation
      } else {
        arguments = try Self.arguments(of: mapping, path: path)
        warnings = []
      }
    } catch let error as YamlError {
      let line = "\(error)".split(whereSeparator: \.isNewline).joined(separator: " ")
      throw RecipeFileError("\(path): not YAML: \(line)")
    }
  }

  private static func arguments(of mapping: [String: Any], path: String) throws -> [String] {
    try mapping.sorted { $0.key < $1.key }.flatMap { key, value -> [String] in
      switch value {
      case let flag as Bool: return [(flag ? "--" : "--no-") + key]
      case let list as [Any]: return ["--" + key, list.map { "\($0)" }.joined(separator: ",")]
      case is [String: Any], is NSNull:
        throw RecipeFileError("\(path): '\(key)' has no plain value; keys are the options of train without dashes")
      default: return ["--" + key, "\(value)"]
      }
    }
  }
}
