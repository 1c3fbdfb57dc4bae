import Kernels
import Timing

/// `summary.json`: what a run did, how well and how fast.
public struct RunSummary: Codable, Sendable {
  public struct PruningSummary: Codable, Sendable {
    public var rule: String
    public var nonzeros: Int?
    public var groupSize: Int?
    public var share: Int?
    public var weightGradient: WeightGradientSource?

    /// What `pruning` says; the rule `none` where nothing is pruned.
    public init(_ pruning: Pruning?) {
      rule = pruning?.rule.rawValue ?? "none"
      nonzeros = pruning?.nonzeros
      groupSize = pruning?.groupSize
      share = pruning?.share
      weightGradient = pruning?.weightGradient
    }
  }

  public struct CompressionSummary: Codable, Sendable {
    public var codec: String
    /// The gradient in fp32.
    public var bytesPerStepDense: Int
    /// What one rank handed to MPI in a step, counted; the mean over the run.
    public var bytesPerStepSent: Int
    /// Dense over sent; nil where nothing was sent, as with a single rank.
    public var ratio: Double?
  }

  public var version: String
  public var model: String
  public var parameters: Int
  public var dataset: String
  public var worldSize: Int
  public var threadsPerRank: Int
  public var hosts: [String]
  public var kernels: String
  public var prune: PruningSummary
  public var compress: CompressionSummary
  public var steps: Int
  public var epochs: Int
  public var samples: Int
  public var wallSeconds: Double
  public var samplesPerSecond: Double
  /// Mean over the last epoch's samples.
  public var trainLoss: Double
  public var testAccuracy: Double
  public var testLoss: Double
  public var testSamples: Int
  public var phases: [String: PhaseSpread]
  public var parameterDigest: String
  /// The largest over the ranks.
  public var peakMemoryBytes: Int
}
