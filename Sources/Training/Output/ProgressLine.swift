import Foundation

/// The text of a run's progress: where it stands, how well it learns, how fast it goes and how long it will take.
struct ProgressLine {
  var epoch: Int
  var epochs: Double
  var step: Int
  var totalSteps: Int
  var loss: Double
  var samplesPerSecond: Double
  /// The mean so far, which makes a time left that does not jump.
  var stepSeconds: Double

  /// - Parameter columns: the most characters that it may have; parts that do not fit are left out, the least telling
  ///   first.
  func text(columns: Int) -> String {
    let parts = [
      "step \(step)/\(totalSteps)", "\(Self.duration(Double(totalSteps - step) * stepSeconds)) left",
      String(format: "loss %.4f", loss), "epoch \(epoch + 1)/\(epochs.formatted())",
      String(format: "%.0f samples/s", samplesPerSecond),
    ]
    let shown = (1...parts.count).last { parts[..<$0].joined(separator: "  ").count <= columns } ?? 1
    return Self.withBar(
      parts[..<shown].joined(separator: "  "), share: totalSteps > 0 ? Double(step) / Double(totalSteps) : 0,
      columns: columns)
  }

  /// How far an evaluation is, in batches.
  static func evaluation(done: Int, total: Int, columns: Int) -> String {
    withBar("evaluation, batch \(done + 1)/\(total)", share: Double(done) / Double(max(1, total)), columns: columns)
  }

  /// The text behind a bar, which takes what is left of the columns, if that makes a bar.
  private static func withBar(_ text: String, share: Double, columns: Int) -> String {
    let width = min(20, columns - text.count - 4)
    guard width >= 8 else { return String(text.prefix(columns)) }
    let filled = Int(Double(width) * share)
    return "[\(String(repeating: "#", count: filled))\(String(repeating: "-", count: width - filled))]  \(text)"
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
