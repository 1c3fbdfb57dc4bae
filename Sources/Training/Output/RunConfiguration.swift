/// `config.json`: every option as resolved, and where the run ran.
public struct RunConfiguration: Codable, Sendable {
  public var version: String
  public var recipe: Recipe
  public var worldSize: Int
  public var hosts: [String]
  public var kernels: String
  public var dataset: String
  public var startedAt: String
}
