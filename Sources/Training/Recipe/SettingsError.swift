/// Settings that cannot work, alone or together; the message says which and what to do.
public struct SettingsError: Error, CustomStringConvertible, Sendable {
  public let description: String

  public init(_ description: String) { self.description = description }
}
