/// A file of the output folder that cannot be written; the message says which and why.
public struct OutputError: Error, CustomStringConvertible, Sendable {
  public let description: String

  public init(_ description: String) { self.description = description }
}
