/// A checkpoint that cannot be used; the message names the file and what is wrong with it.
public struct CheckpointError: Error, CustomStringConvertible, Sendable {
  public let description: String

  init(_ description: String) { self.description = description }
}
