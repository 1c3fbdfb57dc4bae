/// A run that went wrong on the way; the message says where and what to try.
public struct TrainingError: Error, CustomStringConvertible, Sendable {
  public let description: String

  public init(_ description: String) { self.description = description }
}
