/// A file or folder that cannot be written; one line that says why and what to do.
public struct WritingError: Error, Equatable, Sendable, CustomStringConvertible {
  public let path: String
  public let problem: String
  public let hint: String

  public static let usualHint = "check the folder's permissions and the free space"

  public init(_ path: String, _ problem: String, hint: String = usualHint) {
    self.path = path
    self.problem = problem
    self.hint = hint
  }

  public var description: String { "\(path) \(problem); \(hint)" }
}
