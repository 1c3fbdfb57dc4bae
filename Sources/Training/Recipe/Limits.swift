import Foundation

/// What options may be at most, so that no product of them leaves the range of numbers; what fits into memory is
/// checked when the network is planned.
public enum Limits {
  public static let batchSize = 1...1 << 24
  public static let imageSize = 1...1 << 14
  public static let classes = 1...1 << 20
  /// Epochs, steps and rounds.
  public static let counts = 1...1_000_000_000
  /// More threads than four a core only wait for each other.
  public static var threads: ClosedRange<Int> { 1...4 * ProcessInfo.processInfo.activeProcessorCount }

  /// - Throws: `SettingsError` where `value` lies outside `range`.
  public static func check(_ option: String, _ value: Int?, in range: ClosedRange<Int>) throws {
    guard let value, !range.contains(value) else { return }
    throw SettingsError("\(option) is \(value); it takes \(range.lowerBound) to \(range.upperBound)")
  }
}
