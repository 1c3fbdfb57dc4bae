import Foundation

/// How the learning rate changes over a run: a factor of the base rate, a function of the global step alone, so that
/// a continued run goes on where it stopped.
public struct Schedule: Hashable, Codable, Sendable {
  public enum Shape: String, CaseIterable, Codable, Sendable {
    /// Linear from 0 up to the peak epoch, then linear down to 0 at the end (the authors' recipe).
    case cyclic
    /// `gamma` times as much after each milestone.
    case step
    /// Half a cosine from 1 down to 0.
    case cosine
    case constant

    /// What it does, in a line for the help.
    public var summary: String {
      switch self {
      case .cyclic: "linear up to --peak-epoch, linear down to 0 at the end"
      case .step: "--gamma times as much after each of --milestones"
      case .cosine: "half a cosine down to 0"
      case .constant: "the same throughout"
      }
    }
  }

  public var shape: Shape
  /// Where `cyclic` reaches the base rate; nil for 2, or the end of a shorter run.
  public var peakEpoch: Double?
  /// A linear rise from 0 before any other shape, 0 for none.
  public var warmupEpochs: Double
  /// The epochs after which `step` lowers the rate; nil for half of all and three quarters.
  public var milestones: [Double]?
  /// What `step` multiplies the rate with; nil for 0.1.
  public var gamma: Double?

  public init(shape: Shape, peakEpoch: Double? = nil, warmupEpochs: Double = 0) {
    self.shape = shape
    self.peakEpoch = peakEpoch
    self.warmupEpochs = warmupEpochs
  }

  /// The factor at the global step `step`, counted from 0, of a run of `epochs` epochs.
  public func factor(step: Int, stepsPerEpoch: Int, epochs: Double) -> Double {
    let epoch = Double(step) / Double(stepsPerEpoch)
    let end = epochs
    if shape != .cyclic, epoch < warmupEpochs { return epoch / warmupEpochs }
    switch shape {
    case .cyclic:
      let peak = min(peakEpoch ?? 2, end)
      return epoch < peak ? epoch / peak : max(0, (end - epoch) / max(end - peak, 1 / Double(stepsPerEpoch)))
    case .step:
      let passed = (milestones ?? [0.5 * end, 0.75 * end]).count { epoch >= $0 }
      return pow(gamma ?? 0.1, Double(passed))
    case .cosine:
      let progress = min(1, (epoch - warmupEpochs) / max(end - warmupEpochs, 1 / Double(stepsPerEpoch)))
      return 0.5 * (1 + cos(.pi * progress))
    case .constant: return 1
    }
  }

  /// Whether the rate is 0 in every step of a run, which then learns nothing.
  func isZero(stepsPerEpoch: Int, epochs: Double) -> Bool {
    // The factors of the first two steps are never both 0.
    (0..<min(Self.steps(stepsPerEpoch: stepsPerEpoch, epochs: epochs), 2)).allSatisfy {
      factor(step: $0, stepsPerEpoch: stepsPerEpoch, epochs: epochs) == 0
    }
  }

  /// The steps of a run, at least one.
  static func steps(stepsPerEpoch: Int, epochs: Double) -> Int {
    max(1, Int((Double(stepsPerEpoch) * epochs).rounded()))
  }

  /// Checks it for a run of `epochs` epochs.
  /// - Throws: `SettingsError` for numbers that make no sense, and for settings that would do nothing.
  func validate(epochs: Double) throws {
    func require(_ condition: Bool, _ message: @autoclosure () -> String) throws {
      if !condition { throw SettingsError(message()) }
    }
    if let peakEpoch {
      try require(
        peakEpoch > 0 && peakEpoch.isFinite, "--peak-epoch is \(peakEpoch); it must be a number above 0")
      try require(
        shape != .cyclic || peakEpoch <= epochs,
        "--peak-epoch \(peakEpoch) lies after the last of --epochs \(epochs.formatted()): the rate would never come to its peak; "
          + "give an earlier one")
    }
    try require(
      warmupEpochs >= 0 && warmupEpochs.isFinite,
      "--warmup-epochs is \(warmupEpochs); it must be zero or a positive number")
    try require(
      warmupEpochs == 0 || shape != .cyclic,
      "--warmup-epochs does nothing with --schedule cyclic, which rises up to --peak-epoch; leave it out, or choose "
        + "cosine, step or constant")
    try require(
      warmupEpochs < epochs || warmupEpochs == 0,
      "--warmup-epochs \(warmupEpochs) leaves nothing of --epochs \(epochs.formatted()); give fewer")
    try require(
      shape == .step || (milestones == nil && gamma == nil),
      "--milestones and --gamma do nothing with --schedule \(shape.rawValue); give --schedule step, or leave them out")
    if let milestones {
      try require(
        milestones.allSatisfy { $0 > 0 && $0 < epochs }
          && zip(milestones, milestones.dropFirst()).allSatisfy(<),
        "--milestones \(milestones.map { $0.formatted() }.joined(separator: ",")) must be epochs between 0 and --epochs "
          + "\(epochs.formatted()), in rising order")
    }
    if let gamma { try require(gamma > 0 && gamma < 1, "--gamma is \(gamma); it must lie between 0 and 1") }
  }
}
