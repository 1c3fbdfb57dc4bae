import Foundation

/// How the learning rate changes over a run: a factor of the base rate, a function of the global step alone, so that
/// a continued run goes on where it stopped.
public struct Schedule: Hashable, Codable, Sendable {
  public enum Shape: String, CaseIterable, Codable, Sendable {
    /// Linear from 0 up to the peak epoch, then linear down to 0 at the end (the authors' recipe).
    case cyclic
    /// A tenth after half of the epochs and again after three quarters.
    case step
    /// Half a cosine from 1 down to 0.
    case cosine
    case constant
  }

  public var shape: Shape
  public var peakEpoch: Double
  public var warmupEpochs: Double

  /// - Parameters:
  ///   - peakEpoch: where `cyclic` reaches the base rate.
  ///   - warmupEpochs: a linear rise from 0 before any other shape, 0 for none.
  public init(shape: Shape, peakEpoch: Double, warmupEpochs: Double) {
    self.shape = shape
    self.peakEpoch = peakEpoch
    self.warmupEpochs = warmupEpochs
  }

  /// The factor at the global step `step`, counted from 0, of a run of `epochs` epochs.
  public func factor(step: Int, stepsPerEpoch: Int, epochs: Int) -> Double {
    let epoch = Double(step) / Double(stepsPerEpoch)
    let end = Double(epochs)
    if shape != .cyclic, epoch < warmupEpochs { return epoch / warmupEpochs }
    switch shape {
    case .cyclic:
      let peak = min(peakEpoch, end)
      return epoch < peak ? epoch / peak : max(0, (end - epoch) / max(end - peak, 1 / Double(stepsPerEpoch)))
    case .step: return epoch < 0.5 * end ? 1 : epoch < 0.75 * end ? 0.1 : 0.01
    case .cosine:
      let progress = min(1, (epoch - warmupEpochs) / max(end - warmupEpochs, 1 / Double(stepsPerEpoch)))
      return 0.5 * (1 + cos(.pi * progress))
    case .constant: return 1
    }
  }
}
