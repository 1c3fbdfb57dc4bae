/// Data that cannot be used: a missing, damaged or mislabelled file or folder.
public struct DataError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file or folder at fault.
  public let file: String
  /// The first byte at fault; nil where the fault has no place, as in a missing file.
  public let position: Int?
  /// What was found and what was expected.
  public let problem: String
  /// What to do about it.
  public let hint: String

  public init(file: String, position: Int? = nil, problem: String, hint: String) {
    self.file = file
    self.position = position
    self.problem = problem
    self.hint = hint
  }

  /// One line, whatever a file name contains.
  public var description: String {
    let place = position.map { ", byte \($0)" } ?? ""
    let line = "\(file)\(place): \(problem); \(hint)"
    return String(String.UnicodeScalarView(line.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? "?" : $0 }))
  }
}
