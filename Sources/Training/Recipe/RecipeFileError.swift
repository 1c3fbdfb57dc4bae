/// A recipe file that cannot be read or holds what is no option; the message names file and key.
public struct RecipeFileError: Error, CustomStringConvertible, Sendable {
  public let description: String

  public init(_ description: String) { self.description = description }
}
