/// `config.json`: every option as resolved, and where the run ran.
public struct RunConfiguration: Codable, Sendable {
  public var version: String
  /// The run's identity, which its other files carry too.
  public var run: String
  /// The step of the checkpoint that it was continued from; nil where it was not.
  public var continuedFrom: Int?
  public var recipe: Recipe
  public var worldSize: Int
  public var hosts: [String]
  public var kernels: String
  /// The version of oneDNN that is loaded.
  public var onednnVersion: String
  public var dataset: String
  public var startedAt: String
}
