import Foundation
import Timing

/// `summary.json`: what a run did, how well and how fast.
public struct RunSummary: Codable, Sendable {
  public struct PruningSummary: Codable, Sendable {
    /// `none` where nothing is pruned; then the rest is nil.
    public var rule = "none"
    public var nonzeros: Int?
    public var groupSize: Int?
    public var share: Int?
    public var weightGradient: String?

    public init() {}
  }

  public struct CompressionSummary: Codable, Sendable {
    public var codec = "none"
    /// The gradient in fp32.
    public var bytesPerStepDense = 0
    /// What one rank handed to MPI in a step, counted; the mean over the run.
    public var bytesPerStepSent = 0
    /// Dense over sent; nil where nothing was sent, as with a single rank.
    public var ratio: Double?

    public init() {}
  }

  public var version = ""
  /// The run's identity, which its other files carry too.
  public var run: String?
  public var model = ""
  public var parameters = 0
  public var dataset = ""
  public var worldSize = 1
  public var threadsPerRank = 1
  public var hosts: [String] = []
  public var kernels = ""
  /// What products multiplied; nil in runs of older versions.
  public var precision: String?
  public var prune = PruningSummary()
  public var compress = CompressionSummary()
  public var steps = 0
  public var epochs = 0
  public var samples = 0
  public var wallSeconds = 0.0
  public var samplesPerSecond = 0.0
  /// Mean over the last epoch's samples.
  public var trainLoss = 0.0
  /// Likewise, of the images as they were trained on; nil in runs of older versions.
  public var trainAccuracy: Double?
  public var testAccuracy = 0.0
  public var testLoss = 0.0
  public var testSamples = 0
  /// Of the evaluation with the best accuracy, whose weights are `model-best.safetensors`.
  public var bestAccuracy: Double?
  public var bestEpoch: Int?
  /// By the phase's name.
  public var phases: [String: PhaseSpread] = [:]
  public var parameterDigest = ""
  /// The largest over the ranks.
  public var peakMemoryBytes = 0

  /// A run that did nothing yet.
  public init() {}

  /// Reads the summary of the run whose output folder is `folder`.
  /// - Throws: `RunSummaryError` if it is missing or not as it should be.
  public init(folder: String) throws {
    let path = folder + "/summary.json"
    guard let file = try? ReadableFile(path), file.size < 1 << 24, let bytes = try? file.bytes(0..<file.size) else {
      throw RunSummaryError("\(path) cannot be read; name the output folder of a finished run")
    }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      self = try decoder.decode(RunSummary.self, from: Data(bytes))
    } catch {
      throw RunSummaryError("\(path) is not the summary of a run; train again or name another folder")
    }
  }

  /// The mean over the ranks of what `phase` took, in seconds over the whole run.
  public func meanSeconds(_ phase: Phase) -> Double { phases[phase.name]?.mean ?? 0 }

  /// The mean over the ranks of what the steps took, in seconds a step; without evaluation, start and end.
  public var secondsPerStep: Double {
    Phase.allCases.filter(\.isPartOfStep).reduce(0) { $0 + meanSeconds($1) } / Double(max(1, steps))
  }

  /// The mean over the ranks of all phases that take time of their own.
  public var exposedSeconds: Double { Phase.allCases.filter(\.isExposed).reduce(0) { $0 + meanSeconds($1) } }

  /// The phases' shares of the wall time in a line, which add up to 100%, and the hidden exchange beside.
  public var shares: String {
    func share(_ phase: Phase) -> String? {
      let share = 100 * meanSeconds(phase) / max(exposedSeconds, 1e-9)
      return share < 0.05 ? nil : String(format: "%@ %.1f%%", phase.name, share)
    }
    let exposed = Phase.allCases.filter(\.isExposed).compactMap(share).joined(separator: ", ")
    return exposed + (share(.exchangeHidden).map { "; beside: \($0)" } ?? "")
  }
}

/// A run whose summary cannot be read; the message names the file and says what to do.
public struct RunSummaryError: Error, CustomStringConvertible, Sendable {
  public let description: String

  init(_ description: String) { self.description = description }
}
