import Foundation

/// Numbers as the page shows them.
enum NumberText {
  static let none = "–"

  /// With `decimals` decimals; a dash for what is not finite or absurd.
  static func fixed(_ value: Double, _ decimals: Int) -> String {
    guard let value = value.plausible else { return none }
    let text = String(format: "%.\(decimals)f", value)
    return text.hasPrefix("-") && !text.contains { ("1"..."9").contains($0) } ? String(text.dropFirst()) : text
  }

  /// A whole number, with commas between thousands.
  static func whole(_ value: Double) -> String {
    let text = fixed(value, 0)
    guard text.last?.isNumber ?? false else { return text }
    let digits = Array(text.drop { $0 == "-" })
    let grouped = digits.indices.map { index in
      index > 0 && (digits.count - index) % 3 == 0 ? ",\(digits[index])" : "\(digits[index])"
    }
    return (text.hasPrefix("-") ? "-" : "") + grouped.joined()
  }

  /// To about three digits: `0.0213`, `0.98`, `3.12`, `48.1`, `1,030`.
  static func short(_ value: Double) -> String {
    guard let value = value.plausible else { return none }
    return switch abs(value) {
    case 0: "0"
    case ..<1e-4: String(format: "%.1e", value)
    case ..<0.1: fixed(value, 4)
    case ..<10: fixed(value, 2)
    case ..<100: fixed(value, 1)
    default: whole(value)
    }
  }

  /// A part of 1 as `98.90%`.
  static func percent(_ part: Double) -> String {
    let text = fixed(100 * part, 2)
    return text == none ? text : text + "%"
  }

  /// Seconds as `0.71 s`, `12.3 s`, `3 min 5 s` or `2 h 7 min`.
  static func duration(_ seconds: Double) -> String {
    guard let seconds = seconds.plausible, seconds >= 0 else { return none }
    let (minutes, hours) = ((seconds / 60).rounded(.down), (seconds / 3600).rounded(.down))
    return switch seconds {
    case ..<10: fixed(seconds, 2) + " s"
    case ..<60: fixed(seconds, 1) + " s"
    case ..<3600: "\(fixed(minutes, 0)) min \(fixed((seconds - 60 * minutes).rounded(.down), 0)) s"
    default: "\(whole(hours)) h \(fixed(((seconds - 3600 * hours) / 60).rounded(.down), 0)) min"
    }
  }

  /// `text` with at most `count` characters.
  static func cut(_ text: String, to count: Int) -> String {
    text.count <= count ? text : text.prefix(max(1, count - 1)) + "…"
  }
}
