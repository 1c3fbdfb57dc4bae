/// Horizontal stacked bars.
struct BarChart {
  struct Segment: Equatable {
    let name: String
    let value: Double
    /// Sets the colour of the filling.
    let colourClass: String
    /// Drawn as an outline: time that passes beside something else.
    var isOutlined = false
  }

  struct Bar {
    let label: String
    let segments: [Segment]

    var total: Double { segments.reduce(0) { $0 + $1.value } }
  }

  /// Bars under a heading.
  struct Group {
    var heading: String?
    let bars: [Bar]
  }

  enum LabelPlace {
    case above
    case beside
  }

  let groups: [Group]
  let unit: String
  let labels: LabelPlace

  private var axis: Axis {
    Axis(over: groups.flatMap { $0.bars.map(\.total) }, including: 0, isTight: true, tickCount: 4)
  }

  private struct Layout {
    let left: Double
    let right: Double
    let axis: Axis

    func place(_ value: Double) -> Double { left + axis.position(value) * (right - left) }
  }

  func draw(in frame: Figure.Frame) -> (height: Double, drawing: Markup) {
    let axis = axis
    let totals = groups.flatMap { $0.bars.map { NumberText.short($0.total).count } }
    let layout = Layout(
      left: labels == .above ? 4 : gutter(in: frame), right: frame.width - Double(totals.max() ?? 1) * 7.4 - 10,
      axis: axis)
    var (y, parts) = (2.0, [Markup]())
    for group in groups {
      if let heading = group.heading {
        let text = NumberText.cut(heading, to: Int(frame.width / 8))
        parts.append("<text class=\"heading\" x=\"4\" y=\"\(y + 14)\">\(text)</text>")
        y += 22
      }
      for bar in group.bars {
        parts.append(draw(bar, at: &y, layout, frame))
      }
      y += 8
    }
    let grid = self.grid(layout, bottom: y)
    return (y + 42, "\(grid)\n\(parts)")
  }

  /// Room for the longest label, at most a third of the width.
  private func gutter(in frame: Figure.Frame) -> Double {
    let longest = groups.flatMap { $0.bars.map(\.label.count) }.max() ?? 0
    return min(Double(longest) * 7 + 14, frame.width / 3)
  }

  private func draw(_ bar: Bar, at y: inout Double, _ layout: Layout, _ frame: Figure.Frame) -> Markup {
    var parts: [Markup] = []
    let height: Double
    switch labels {
    case .above:
      let text = NumberText.cut(bar.label, to: Int(frame.width / 7.5))
      parts.append("<text class=\"label\" x=\"\(layout.left)\" y=\"\(y + 13)\">\(text)</text>")
      (y, height) = (y + 18, 20)
    case .beside:
      let text = NumberText.cut(bar.label, to: Int((layout.left - 12) / 7))
      parts.append("<text class=\"label\" x=\"\(layout.left - 8)\" y=\"\(y + 12)\" text-anchor=\"end\">\(text)</text>")
      height = 16
    }
    var sum = 0.0
    for segment in bar.segments where segment.value > 0 {
      let (start, end) = (layout.place(sum), layout.place(sum + segment.value))
      sum += segment.value
      parts.append(draw(segment, from: start, to: end, y: y, height: height))
    }
    let total = NumberText.short(bar.total)
    parts.append(
      "<text class=\"total\" x=\"\(layout.place(sum) + 5)\" y=\"\(y + height / 2 + 4)\">\(total)</text>")
    y += height + (labels == .above ? 9 : 5)
    return Markup(parts)
  }

  private func draw(_ segment: Segment, from start: Double, to end: Double, y: Double, height: Double) -> Markup {
    let value = NumberText.short(segment.value)
    let fits = end - start > Double(value.count) * 7 + 8 && labels == .above
    let textClass = segment.isOutlined ? "label" : "inside"
    let text: Markup =
      fits
      ? "<text class=\"\(textClass)\" x=\"\((start + end) / 2)\" y=\"\(y + height / 2 + 4)\" text-anchor=\"middle\">\(value)</text>"
      : .empty
    return """
      <g class="\(segment.colourClass)"><title>\(segment.name): \(value) \(unit)</title>\
      <rect class="\(segment.isOutlined ? "outline" : "bar")" x="\(start)" y="\(y)" width="\(max(0, end - start))" \
      height="\(height)"/>\(text)</g>
      """
  }

  private func grid(_ layout: Layout, bottom: Double) -> Markup {
    let ticks = layout.axis.ticks.map { tick in
      let x = layout.place(tick.value)
      let anchor = x < 16 ? "start" : "middle"
      return """
        <path class="grid" d="M\(x) 0V\(bottom + 2)"/>\
        <text class="tick" x="\(x)" y="\(bottom + 17)" text-anchor="\(anchor)">\(tick.label)</text>
        """ as Markup
    }
    let middle = (layout.left + layout.right) / 2
    return """
      \(ticks)
      <text class="axis" x="\(middle)" y="\(bottom + 36)" text-anchor="middle">\(unit)</text>
      """
  }
}
