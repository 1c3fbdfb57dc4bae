/// How training and evaluations went, from `metrics.jsonl`.
public struct RunMetrics: Sendable {
  /// Where the times of the lines come from.
  public enum Clock: Sendable {
    /// The lines carry it.
    case recorded
    /// The sum of the steps' durations, without evaluations.
    case derived
    case unknown
  }

  /// One step, or the mean over several that follow each other.
  public struct Step: Equatable, Sendable {
    public var step: Double
    public var loss: Double
  }

  public struct Evaluation: Equatable, Sendable {
    /// Epochs done.
    public var epoch: Double
    /// Of 1.
    public var accuracy: Double
    public var loss: Double
    /// Seconds since the run's start; nil where the clock is unknown.
    public var seconds: Double?
  }

  /// `Self.mostPoints` at most.
  public var steps: [Step] = []
  /// How many steps one of `steps` is the mean of.
  public var stepsPerPoint = 1
  /// Likewise, evenly chosen of more.
  public var evaluations: [Evaluation] = []
  public var clock = Clock.unknown
  /// The newest step and its epoch, counted from 0; nil where there is none.
  public var last: (step: Int, epoch: Int)?

  static let mostPoints = 400

  /// Nothing is known.
  public init() {}
}
