import Foundation
import Yams

/// A recipe file's mapping, read with limits: a file from elsewhere may be made to cost all memory.
struct RecipeDocument {
  /// Sections and keys; values are texts, truth values, lists of them and mappings.
  let mapping: [String: Any]

  private static let largestBytes = 1 << 16
  private static let deepest = 8
  private let path: String

  /// - Throws: `RecipeFileError` naming the file and what is wrong with it.
  init(path: String) throws {
    self.path = path
    let text = try Self.text(of: path)
    // Aliases let nine lines stand for gigabytes, and a recipe has no use for them.
    let marked = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).firstIndex { line in
      line.contains { $0 == "&" || $0 == "*" }
        && line.replacing(/"[^"]*"|'[^']*'|(^|\s)#.*/, with: "").contains(/(^|[\s\[{,:?\-])[&*][^\s]/)
    }
    if let marked {
      throw RecipeFileError("\(path): line \(marked + 1) has an anchor or alias; write the value itself")
    }
    do {
      guard let root = try Parser(yaml: text).singleRoot(), case .mapping(let mapping) = root else {
        throw RecipeFileError("\(path): expected a mapping of options to values, such as 'epochs: 10'")
      }
      self.mapping = try Self.values(of: mapping, depth: 1, path: path)
    } catch let error as YamlError {
      let line = "\(error)".split(whereSeparator: \.isNewline).joined(separator: " ")
      throw RecipeFileError("\(path): not YAML: \(line)")
    }
  }

  private static func text(of path: String) throws -> String {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      let text = status.st_size > largestBytes ? "" : try? String(contentsOfFile: path, encoding: .utf8)
    else { throw RecipeFileError("\(path): cannot be read; give a recipe file (YAML) with --config") }
    guard status.st_size <= largestBytes else {
      throw RecipeFileError(
        "\(path): has \(status.st_size) bytes, a recipe at most \(largestBytes); is it another file?")
    }
    return text
  }

  private static func values(of mapping: Node.Mapping, depth: Int, path: String) throws -> [String: Any] {
    var values: [String: Any] = [:]
    for (key, node) in mapping {
      guard let name = key.scalar?.string else {
        throw RecipeFileError("\(path): a key is no plain text; keys are the options of train without dashes")
      }
      values[name] = try value(of: node, depth: depth, path: path)
    }
    return values
  }

  private static func value(of node: Node, depth: Int, path: String) throws -> Any {
    guard depth < deepest else {
      throw RecipeFileError("\(path): nests deeper than \(deepest) levels; a recipe has two at most")
    }
    switch node {
    // Numbers stay as they are written: an option reads its own, and a name may look like a number or a date.
    case .scalar(let scalar): return node.bool as Any? ?? node.null ?? scalar.string
    case .mapping(let mapping): return try values(of: mapping, depth: depth + 1, path: path)
    case .sequence(let sequence): return try sequence.map { try value(of: $0, depth: depth + 1, path: path) }
    case .alias: throw RecipeFileError("\(path): has an alias; write the value itself")
    }
  }
}
