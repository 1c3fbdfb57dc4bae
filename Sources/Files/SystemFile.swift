import Foundation

/// What the system tells in small files of text, as below `/proc` and `/sys`.
public enum SystemFile {
  /// The whole text; empty where there is no such file, or none that may be read.
  public static func text(_ path: String) -> String { (try? String(contentsOfFile: path, encoding: .utf8)) ?? "" }

  /// The number that the file holds; nil where it holds anything else, or is none.
  public static func number(at path: String) -> Int? { number(text(path)) }

  /// The number that a piece of such a text is; nil for anything else, `max` for example.
  public static func number(_ text: (some StringProtocol)?) -> Int? {
    text.flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
  }
}
