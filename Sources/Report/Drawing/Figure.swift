/// A chart on the page: drawn for wide windows and once more for narrow ones, so that its text is readable in both.
struct Figure {
  /// The area of a drawing.
  struct Frame {
    let width: Double
    let height: Double

    static let wide = Frame(width: 556, height: 300)
    /// Over the whole page where two figures would stand beside each other.
    static let full = Frame(width: 1146, height: 320)
    static let narrow = Frame(width: 360, height: 270)
  }

  /// A line of the legend.
  struct LegendEntry {
    let sample: Markup
    let text: String
  }

  /// Letters, unique on the page.
  let identifier: String
  let title: String
  /// What the chart shows, for those who cannot see it.
  let description: String
  var legend: [LegendEntry] = []
  /// Whether the chart takes the whole width of the page.
  var isSpanning = false
  /// Below the chart.
  var note: String?
  /// The values of the chart in a table that can be unfolded.
  var values: Markup = .empty

  /// - Parameter draw: returns the chart's height in a frame of that width, and the chart.
  func markup(_ draw: (Frame) -> (height: Double, drawing: Markup)) -> Markup {
    let entries = legend.map { "<li>\($0.sample)<span>\($0.text)</span></li>" as Markup }
    let list: Markup = entries.isEmpty ? .empty : "<ul class=\"legend\">\(entries)</ul>"
    return """
      <figure\(isSpanning ? " class=\"spanning\"" : .empty)>
      <figcaption>\(title)</figcaption>
      \(isSpanning ? svg("full", .full, draw) : .empty)
      \(svg("wide", .wide, draw))
      \(svg("narrow", .narrow, draw))
      \(list)
      \(note.map { "<p class=\"note\">\($0)</p>" as Markup } ?? .empty)
      \(values)
      </figure>
      """
  }

  private func svg(_ kind: String, _ frame: Frame, _ draw: (Frame) -> (height: Double, drawing: Markup)) -> Markup {
    let (height, drawing) = draw(frame)
    let key = "\(identifier)-\(kind)"
    return """
      <svg class="chart \(kind)" viewBox="0 0 \(frame.width) \(height)" role="img" \
      aria-labelledby="\(key)-title \(key)-text">
      <title id="\(key)-title">\(title)</title>
      <desc id="\(key)-text">\(description)</desc>
      \(drawing)
      </svg>
      """
  }
}
