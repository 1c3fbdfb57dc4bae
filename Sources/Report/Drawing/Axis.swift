import Foundation

/// A range of values with ticks at round numbers.
struct Axis {
  enum Scale {
    case linear
    case logarithmic
  }

  struct Tick {
    let value: Double
    let label: String
  }

  let scale: Scale
  let lower: Double
  let upper: Double
  let ticks: [Tick]

  /// The place of `value`: 0 at the lower end, 1 at the upper, never outside.
  func position(_ value: Double) -> Double {
    let part =
      switch scale {
      case .linear: (value - lower) / (upper - lower)
      case .logarithmic: (log10(max(value, lower)) - log10(lower)) / (log10(upper) - log10(lower))
      }
    return part.isFinite ? min(1, max(0, part)) : 0
  }

  /// A linear axis over `values`.
  /// - Parameters:
  ///   - isTight: whether it ends with the values and not at a tick.
  ///   - onlyWhole: whether ticks are whole numbers.
  init(
    over values: [Double], including zero: Double? = nil, isTight: Bool = false, onlyWhole: Bool = false,
    tickCount: Int = 5
  ) {
    let known = values.compactMap(\.plausible) + [zero].compactMap { $0 }
    var (low, high) = (known.min() ?? 0, known.max() ?? 1)
    // Where all values are as good as one, the axis still needs a length.
    if high - low <= max(abs(high), abs(low)) * 1e-9 {
      let half = high == 0 ? 0.5 : abs(high) * 0.1
      (low, high) = (zero == low ? low : low - half, high + half)
    }
    var step = Self.roundStep((high - low) / Double(max(1, tickCount)))
    if onlyWhole { step = max(1, step) }
    if !isTight { (low, high) = ((low / step).rounded(.down) * step, (high / step).rounded(.up) * step) }
    (scale, lower, upper) = (.linear, low, high)
    let first = (low / step - 1e-6).rounded(.up)
    let values = (0..<30).map { (first + Double($0)) * step }.prefix { $0 <= high + step * 1e-6 }
    ticks = values.map { Tick(value: $0, label: Self.label($0, step: step, largest: max(abs(low), abs(high)))) }
  }

  /// A logarithmic axis over the positive ones of `values`, over six decades at most.
  init(logarithmicOver values: [Double]) {
    let positive = values.filter { $0 > 1e-30 }.compactMap(\.plausible)
    let high = positive.max() ?? 1
    let low = max(positive.min() ?? 0.1, high * 1e-6)
    let decades = Int(log10(low).rounded(.down)) - 1...Int(log10(high).rounded(.up)) + 1
    let candidates = decades.flatMap { decade in [1.0, 2, 5].map { ($0, $0 * pow(10, Double(decade))) } }
    (scale, lower) = (.logarithmic, candidates.last { $0.1 <= low * 1.0001 }?.1 ?? low)
    upper = candidates.first { $0.1 >= high * 0.9999 && $0.1 > low * 1.0001 }?.1 ?? high * 2
    let (bottom, top) = (lower * 0.9999, upper * 1.0001)
    let inside = candidates.filter { (bottom...top).contains($0.1) }
    let chosen = inside.count <= 9 ? inside : inside.filter { $0.0 == 1 }
    ticks = chosen.map { Tick(value: $0.1, label: NumberText.trimmed($0.1)) }
  }

  /// An axis with a tick at each of `values`, which are few.
  init(at values: [Double], including zero: Double) {
    let known = Set(values.compactMap(\.plausible)).sorted()
    (scale, lower, upper) = (.linear, zero, max(known.last ?? 1, zero + 1e-9))
    ticks = known.map { Tick(value: $0, label: NumberText.trimmed($0)) }
  }

  /// 1, 2 or 5 times a power of ten, whichever is near `step`.
  private static func roundStep(_ step: Double) -> Double {
    guard step > 0, step.isFinite else { return 1 }
    let power = pow(10, log10(step).rounded(.down))
    guard power > 0 else { return 1 }
    return switch step / power {
    case ..<1.5: power
    case ..<3.5: 2 * power
    case ..<7.5: 5 * power
    default: 10 * power
    }
  }

  /// Thousands as `20k` where numbers are long.
  private static func label(_ value: Double, step: Double, largest: Double) -> String {
    let (unit, suffix) =
      switch largest {
      case ..<10_000: (1.0, "")
      case ..<10_000_000: (1e3, "k")
      case ..<1e10: (1e6, "M")
      default: (1e9, "G")
      }
    let decimals = min(9, max(0, -Int(log10(step / unit * 1.001).rounded(.down))))
    return value == 0 ? "0" : NumberText.fixed(value / unit, decimals) + suffix
  }
}

extension NumberText {
  /// Without trailing zeros: `0.05`, `2`, `1e-05`.
  static func trimmed(_ value: Double) -> String { String(format: "%g", value) }
}
