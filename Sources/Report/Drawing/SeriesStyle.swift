/// How one run looks in every chart: its colour, its dashes and its marker, so that no two need be told apart by colour
/// alone.
struct SeriesStyle: Sendable {
  /// Nil for one of many that only make a background.
  let number: Int?

  static let background = SeriesStyle(number: nil)

  static let colours = 8
  /// As many as share no factor with the markers, so that both come together again only after twenty runs.
  private static let dashes = ["", "7 3", "2 3", "10 3 2 3"]

  /// Sets the colour that `line`, `mark` and `faint` take.
  var colourClass: String { number.map { "s\($0 % Self.colours)" } ?? "rest" }

  /// An attribute with a space before it.
  var dash: Markup {
    guard let number, case let dash = Self.dashes[number % Self.dashes.count], !dash.isEmpty else { return .empty }
    return " stroke-dasharray=\"\(dash)\""
  }

  /// The marker around a point.
  func marker(_ x: Double, _ y: Double) -> Markup {
    guard let number else { return .empty }
    let path: Markup =
      switch number % 5 {
      case 0: "M\(x - 3.5) \(y)a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0z"
      case 1: "M\(x - 3.2) \(y - 3.2)h6.4v6.4h-6.4z"
      case 2: "M\(x) \(y - 4.2)l4.2 7.4h-8.4z"
      case 3: "M\(x) \(y - 4.6)l4.6 4.6l-4.6 4.6l-4.6 -4.6z"
      default: "M\(x) \(y + 4.2)l4.2 -7.4h-8.4z"
      }
    return "<path class=\"mark\" d=\"\(path)\"/>"
  }

  /// The look of reference lines, for a legend.
  static let referenceSample: Markup = """
    <svg class="sample rest" viewBox="0 0 34 12" aria-hidden="true"><path class="reference" d="M1 6H33"/></svg>
    """

  /// A short line with its marker, for a legend.
  var sample: Markup {
    """
    <svg class="sample \(colourClass)" viewBox="0 0 34 12" aria-hidden="true">\
    <path class="line" d="M1 6H33"\(dash)/>\(marker(17, 6))</svg>
    """
  }
}
