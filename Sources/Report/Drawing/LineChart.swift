/// Lines over two axes.
struct LineChart {
  struct Point: Equatable {
    let x: Double
    let y: Double
  }

  /// How far the values around a point reach.
  struct Band {
    let x: Double
    let low: Double
    let high: Double
  }

  struct Series {
    let name: String
    let style: SeriesStyle
    let points: [Point]
    /// The same before it was smoothed; drawn faintly.
    var unsmoothed: [Point] = []
    /// Shaded behind the line.
    var band: [Band] = []
    /// Drawn thinly, without markers: what a run is measured by.
    var isReference = false
  }

  let xTitle: String
  let yTitle: String
  let x: Axis
  let y: Axis
  let series: [Series]

  private static let characterWidth = 7.2
  /// More points than this stand too close for markers.
  private static let mostMarkers = 30

  /// Where the lines are drawn.
  private struct Area {
    let (left, right, top, bottom): (Double, Double, Double, Double)
  }

  func draw(in frame: Figure.Frame) -> (height: Double, drawing: Markup) {
    let labelWidth = y.ticks.map { Double($0.label.count) * Self.characterWidth }.max() ?? 0
    let area = Area(left: labelWidth + 14, right: frame.width - 16, top: 28, bottom: frame.height - 44)
    return (
      frame.height,
      """
      <text class="axis" x="2" y="13">\(yTitle)</text>
      \(horizontal(area))
      \(vertical(area))
      <text class="axis" x="\((area.left + area.right) / 2)" y="\(frame.height - 6)" text-anchor="middle">\(xTitle)</text>
      \(series.map { shade($0, area) })
      \(series.map { faintLine($0, area) })
      \(series.map { line($0, area) })
      """
    )
  }

  private func horizontal(_ area: Area) -> [Markup] {
    y.ticks.map { tick in
      let place = area.bottom - y.position(tick.value) * (area.bottom - area.top)
      return """
        <path class="grid" d="M\(area.left) \(place)H\(area.right)"/>\
        <text class="tick" x="\(area.left - 7)" y="\(place + 4)" text-anchor="end">\(tick.label)</text>
        """
    }
  }

  /// Ticks whose labels would touch the one before are left out.
  private func vertical(_ area: Area) -> [Markup] {
    var taken = -Double.infinity
    return x.ticks.compactMap { tick in
      let place = area.left + x.position(tick.value) * (area.right - area.left)
      let half = Double(tick.label.count) * Self.characterWidth / 2
      guard place - half >= taken + 8 else { return nil }
      taken = place + half
      return """
        <path class="grid" d="M\(place) \(area.top)V\(area.bottom + 4)"/>\
        <text class="tick" x="\(place)" y="\(area.bottom + 19)" text-anchor="middle">\(tick.label)</text>
        """
    }
  }

  private func places(_ points: [Point], _ area: Area) -> [Point] {
    points.filter { $0.x.plausible != nil && $0.y.plausible != nil }.map { point in
      Point(
        x: area.left + x.position(point.x) * (area.right - area.left),
        y: area.bottom - y.position(point.y) * (area.bottom - area.top))
    }
  }

  private func path(_ places: [Point]) -> Markup {
    let pairs = places.map { "\($0.x) \($0.y)" as Markup }
    return "M\(Markup(pairs, separator: "L"))"
  }

  private func faintLine(_ series: Series, _ area: Area) -> Markup {
    let places = places(series.unsmoothed, area)
    guard places.count > 1 else { return .empty }
    return "<path class=\"faint \(series.style.colourClass)\" d=\"\(path(places))\"/>"
  }

  private func shade(_ series: Series, _ area: Area) -> Markup {
    let upper = places(series.band.map { Point(x: $0.x, y: $0.high) }, area)
    let lower = places(series.band.map { Point(x: $0.x, y: $0.low) }, area)
    guard upper.count > 1, lower.count > 1 else { return .empty }
    return "<path class=\"shade \(series.style.colourClass)\" d=\"\(path(upper + lower.reversed()))Z\"/>"
  }

  private func line(_ series: Series, _ area: Area) -> Markup {
    let places = places(series.points, area)
    guard !places.isEmpty else { return .empty }
    let hasMarkers = places.count <= Self.mostMarkers && !series.isReference
    let dash: Markup = series.isReference ? .empty : series.style.dash
    return """
      <g class="\(series.style.colourClass)"><title>\(series.name)</title>\
      <path class="\(series.isReference ? "reference" : "line")" d="\(path(places))"\(dash)/>\
      \(hasMarkers ? places.map { series.style.marker($0.x, $0.y) } : [])</g>
      """
  }
}
