/// Test accuracy against seconds of training as a drawing of its own: a line a setting, through the means of its runs,
/// one standard deviation around them shaded where there are several.
struct ClockFigure {
  let study: ClockStudy

  private static let frame = Figure.Frame(width: 720, height: 380)
  private static let lineHeight = 20.0

  var svg: String {
    let settings = [study.dense] + study.pruned
    let longest = settings.flatMap { $0.groups.map(\.seconds) }.max() ?? 0
    let unit = DurationUnit(longest: longest)
    let lines = settings.enumerated().map { line($1, SeriesStyle(number: $0), unit) }
    let values = lines.flatMap { $0.points.map(\.y) + $0.band.flatMap { [$0.low, $0.high] } }
    let chart = LineChart(
      xTitle: "time of training, \(unit.rawValue)", yTitle: "test accuracy, %",
      x: Axis(over: lines.flatMap { $0.points.map(\.x) }, including: 0, isTight: true), y: Axis(over: values),
      series: lines)
    let (height, drawing) = chart.draw(in: Self.frame)
    let whole = height + Self.lineHeight * Double(lines.count) + 8
    let markup: Markup = """
      <svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 \(Self.frame.width) \(whole)" role="img" \
      font-family="system-ui, 'DejaVu Sans', sans-serif" font-size="12.5">
      <title>Test accuracy against the time of training</title>
      <style>
      \(Stylesheet.chartFile)
      </style>
      <rect class="card" width="\(Self.frame.width)" height="\(whole)"/>
      \(drawing)
      \(lines.enumerated().map { legend($1, line: Double($0), below: height) })
      </svg>

      """
    return markup.text
  }

  private func line(_ setting: StudySetting, _ style: SeriesStyle, _ unit: DurationUnit) -> LineChart.Series {
    var series = LineChart.Series(
      name: setting.name, style: style,
      points: setting.groups.map { group in
        LineChart.Point(x: group.seconds / unit.inSeconds, y: 100 * group.testAccuracy.mean)
      })
    series.band = setting.groups.filter { $0.testAccuracy.count > 1 }.map { group in
      let spread = group.testAccuracy
      return LineChart.Band(
        x: group.seconds / unit.inSeconds, low: 100 * (spread.mean - spread.standardDeviation),
        high: 100 * (spread.mean + spread.standardDeviation))
    }
    return series
  }

  private func legend(_ series: LineChart.Series, line: Double, below height: Double) -> Markup {
    let middle = height + Self.lineHeight * (line + 0.5)
    return """
      <g class="\(series.style.colourClass)"><path class="line" d="M14 \(middle)h34"\(series.style.dash)/>\
      \(series.style.marker(31, middle))<text x="56" y="\(middle + 4)">\(series.name)</text></g>
      """
  }
}
