import Foundation

/// What the file of `--config` says that the launcher has to know too: of a recipe the lines `output`, `threads` and
/// `resume`, of a run's `config.json` its options.
struct RecipeLines {
  private(set) var output: String?
  private(set) var threads: Int?
  private(set) var resumes = false

  private static let largestBytes = 1 << 20

  /// Of a file that cannot be read nothing is known; the ranks say what is wrong with it.
  init(path: String) {
    guard let file = FileHandle(forReadingAtPath: path), let data = try? file.read(upToCount: Self.largestBytes)
    else { return }
    struct Run: Decodable {
      var arguments: [String]
    }
    if let run = try? JSONDecoder().decode(Run.self, from: data) {
      threads = JobArguments.value(of: "--threads", in: run.arguments).flatMap { Int($0) }
      return
    }
    let plain = /(output|threads|resume)[ \t]*:[ \t]+("[^"]*"|'[^']*'|[^#"'].*?)([ \t]+#.*)?[ \t]*/
    for line in String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline) {
      guard let match = try? plain.wholeMatch(in: line) else { continue }
      let isQuoted = ["\"", "'"].contains(match.2.first)
      let value = String(isQuoted ? match.2.dropFirst().dropLast() : match.2)
      switch match.1 {
      case "output": output = value.isEmpty ? nil : value
      case "threads": threads = Int(value)
      default: resumes = ["true", "yes", "on"].contains(value.lowercased())
      }
    }
  }
}
