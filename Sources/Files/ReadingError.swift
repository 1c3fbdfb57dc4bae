/// A file or folder that cannot be read; one line that says why and what to do.
public struct ReadingError: Error, Equatable, Sendable, CustomStringConvertible {
  public let path: String
  /// The first byte at fault; nil where the fault has no place.
  public let position: Int?
  public let problem: String
  public let hint: String

  public init(_ path: String, position: Int? = nil, _ problem: String, hint: String) {
    self.path = path
    self.position = position
    self.problem = problem
    self.hint = hint
  }

  public var description: String { "\(path)\(position.map { ", byte \($0)" } ?? ""): \(problem); \(hint)" }
}
