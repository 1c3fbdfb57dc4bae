/// The page's look: light or dark as the reader's system is, from 320 pixels on.
enum Stylesheet {
  static let markup: Markup = """
    \(colours)
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--page); color: var(--text);
      font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", "DejaVu Sans", sans-serif; }
    main { max-width: 1220px; margin: 0 auto; padding: 24px 20px 40px; }
    h1 { font-size: 26px; line-height: 1.25; margin: 0 0 8px; overflow-wrap: anywhere; }
    h2 { font-size: 19px; line-height: 1.3; margin: 32px 0 12px; }
    p { margin: 0 0 12px; max-width: 80ch; overflow-wrap: anywhere; }
    .highlights { list-style: none; display: flex; flex-wrap: wrap; gap: 4px 28px; margin: 0; padding: 0; color: var(--muted); }
    .highlights li { overflow-wrap: anywhere; }
    .table { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 8px; margin: 0 0 16px; }
    table { border-collapse: collapse; width: 100%; font-size: 14px; font-variant-numeric: tabular-nums; }
    th, td { padding: 7px 10px; white-space: nowrap; text-align: left; }
    td.long, thead th { white-space: normal; }
    thead th { background: var(--head); font-weight: 600; color: var(--muted); }
    tbody tr { border-top: 1px solid var(--line); }
    tbody th { font-weight: 600; max-width: 34ch; overflow: hidden; text-overflow: ellipsis; }
    th.number, td.number { text-align: right; }
    .figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 500px), 1fr)); gap: 20px; }
    figure { margin: 0; padding: 14px 16px 12px; background: var(--card); border: 1px solid var(--line); border-radius: 8px;
      min-width: 0; max-width: 640px; }
    .spanning { grid-column: 1 / -1; }
    figcaption { font-weight: 600; margin-bottom: 8px; }
    .note { color: var(--muted); font-size: 13px; margin: 8px 0 0; }
    .notice { background: var(--notice); border-left: 4px solid var(--s4); border-radius: 4px; padding: 8px 12px; max-width: none; }
    details { margin-top: 8px; font-size: 13px; }
    summary { cursor: pointer; color: var(--muted); }
    details .table { margin: 8px 0 0; }
    .legend { list-style: none; display: flex; flex-wrap: wrap; gap: 2px 18px; margin: 8px 0 0; padding: 0; font-size: 13px; }
    .legend li { display: flex; align-items: center; gap: 7px; min-width: 0; max-width: 100%; }
    .legend span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
    .sample { width: 34px; height: 12px; flex: none; }
    .sample.small { width: 14px; }
    .chart { display: block; width: 100%; height: auto; font-size: 12.5px; }
    .narrow, .full { display: none; }
    @media (min-width: 1100px) { .spanning { max-width: none; } .full { display: block; } .spanning .wide { display: none; } }
    \(charts)
    @media (max-width: 600px) { main { padding: 16px 12px 28px; } figure { padding: 12px 12px 10px; } .wide { display: none; }
      .narrow { display: block; } h1 { font-size: 22px; } tbody th, thead th:first-child { position: sticky; left: 0; max-width: 45vw; overflow: hidden;
      text-overflow: ellipsis; } tbody th { background: var(--card); } td.long { white-space: nowrap; } }
    @media print { .table { overflow: visible; } figure { break-inside: avoid; } }
    """

  /// The colours by their names, of light and of dark.
  private static let colours: Markup = """
    :root { color-scheme: light dark; \(definitions(of: light)) }
    @media (prefers-color-scheme: dark) { :root { \(definitions(of: dark)) } }
    """

  private static let light: KeyValuePairs = [
    "page": "#f5f6f8", "card": "#ffffff", "text": "#1b2330", "muted": "#586374", "line": "#d9dee5", "head": "#eef1f5",
    "notice": "#fff2d6", "inside": "#ffffff", "own": "#5b6b80", "s0": "#0b62a8", "s1": "#c2410c", "s2": "#047857",
    "s3": "#9d2f82", "s4": "#8a6100", "s5": "#6741b8", "s6": "#0e7d96", "s7": "#4a5568", "p0": "#64748b",
    "p1": "#2b7cc0", "p2": "#0f766e", "p3": "#14508c", "p4": "#6741b8", "p5": "#c2410c", "p6": "#8a6100",
    "p7": "#3f7d20",
  ]

  private static let dark: KeyValuePairs = [
    "page": "#11151b", "card": "#1a2029", "text": "#e6eaf0", "muted": "#a3afbf", "line": "#323b48", "head": "#222a35",
    "notice": "#3d3115", "inside": "#0d1117", "own": "#94a6bd", "s0": "#62aef2", "s1": "#ff9466", "s2": "#45cf9f",
    "s3": "#ea90d2", "s4": "#e5bb4b", "s5": "#b39df8", "s6": "#5fd0e6", "s7": "#b6c0cc", "p0": "#a3afbf",
    "p1": "#7cbcf5", "p2": "#35b5a8", "p3": "#4d94d8", "p4": "#b39df8", "p5": "#ff9466", "p6": "#e5bb4b",
    "p7": "#9ad36a",
  ]

  private static func definitions(of palette: KeyValuePairs<String, String>) -> Markup {
    Markup(palette.map { "--\($0.key): \($0.value); " as Markup })
  }

  /// What is drawn in charts.
  private static let charts: Markup = """
    .chart text { fill: var(--text); }
    .chart .tick, .chart .axis { fill: var(--muted); font-variant-numeric: tabular-nums; }
    .chart .heading { font-weight: 600; }
    .chart .inside { fill: var(--inside); font-size: 12px; }
    .grid { stroke: var(--line); stroke-width: 1; fill: none; }
    .line { stroke: currentColor; stroke-width: 2; fill: none; stroke-linejoin: round; stroke-linecap: round; }
    .reference { stroke: currentColor; stroke-width: 1.2; fill: none; stroke-dasharray: 3 4; opacity: 0.75; }
    .faint { stroke: currentColor; stroke-width: 1; fill: none; opacity: 0.22; }
    .shade { fill: currentColor; opacity: 0.16; }
    .card { fill: var(--card); }
    .mark { fill: currentColor; stroke: var(--card); stroke-width: 1; }
    .rest { color: var(--muted); } .rest .line { stroke-width: 1.2; opacity: 0.6; stroke-dasharray: 4 4; }
    .bar { fill: currentColor; stroke: var(--card); stroke-width: 1; }
    .outline { fill: currentColor; fill-opacity: 0.15; stroke: currentColor; stroke-width: 1.5; stroke-dasharray: 4 2; }
    .own { color: var(--own); }
    \(classes("s"))
    \(classes("p"))
    """

  /// `.s0 { color: var(--s0); }` and so on.
  private static func classes(_ letter: String) -> Markup {
    Markup((0..<8).map { ".\(letter)\($0) { color: var(--\(letter)\($0)); }" as Markup })
  }

  /// For a chart in a file of its own, which programs that know no names of colours show too.
  static let chartFile: Markup = """
    \(charts(in: light))
    @media (prefers-color-scheme: dark) {
    \(charts(in: dark))
    }
    """

  private static func charts(in palette: KeyValuePairs<String, String>) -> Markup {
    let text = palette.reduce(charts.text) { $0.replacing("var(--\($1.key))", with: $1.value) }
    return Markup(stringLiteral: text)
  }
}
