import Exchange
import Files

/// `config.json`: every option as resolved, what the network is, and where the run ran.
public struct RunConfiguration: Codable, Sendable {
  public var version: String
  /// The run's identity, which its other files carry too.
  public var run: String
  /// The step of the checkpoint that it was continued from; nil where it was not.
  public var continuedFrom: Int?
  public var recipe: Recipe
  /// Options of `train` that repeat the run; empty where it was not started by them.
  public var arguments: [String]
  public var network: ModelDescription
  public var worldSize: Int
  public var hosts: [String]
  public var kernels: String
  /// The codec that runs, chosen or given; nil while `auto` has not chosen.
  public var codec: Codec?
  /// Steps before the codec starts.
  public var codecAfter: Int?
  /// The version of oneDNN that is loaded.
  public var onednnVersion: String
  public var dataset: String
  public var startedAt: String
}
