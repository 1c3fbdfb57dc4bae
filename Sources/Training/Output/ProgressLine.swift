import Foundation

/// The text of a run's progress: where it stands, how well it learns, how fast it goes and how long it will take.
struct ProgressLine {
  var epoch: Int
  var epochs: Int
  var step: Int
  var totalSteps: Int
  var loss: Double
  var samplesPerSecond: Double
  var stepSeconds: Double

  var text: String {
    let filled = totalSteps > 0 ? 20 * step / totalSteps : 0
    let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: 20 - filled)
    let figures = String(
      format: "step %d/%d  epoch %d/%d  loss %.4f  %.0f samples/s", step, totalSteps, epoch + 1, epochs, loss,
      samplesPerSecond)
    return "[\(bar)] \(figures)  \(Self.duration(Double(totalSteps - step) * stepSeconds)) left"
  }

  /// Seconds as `12s`, `3m05s` or `2h07m`.
  static func duration(_ seconds: Double) -> String {
    let whole = Int(max(0, seconds).rounded())
    return switch whole {
    case ..<60: "\(whole)s"
    case ..<3600: String(format: "%dm%02ds", whole / 60, whole % 60)
    default: String(format: "%dh%02dm", whole / 3600, whole / 60 % 60)
    }
  }
}
