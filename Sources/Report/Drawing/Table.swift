/// A table that scrolls in a box of its own where it is wider than the page.
struct Table {
  enum Alignment: String {
    case text
    case number
  }

  struct Column {
    let title: String
    var alignment = Alignment.text
  }

  let caption: String
  let columns: [Column]
  /// One cell a column.
  let rows: [[String]]

  private static let longestCell = 80
  /// Longer text may take several lines.
  private static let longestLine = 20

  var markup: Markup {
    let head = columns.map { "<th scope=\"col\" class=\"\($0.alignment.rawValue)\">\($0.title)</th>" as Markup }
    let body = rows.map { row in
      let cells = zip(columns, row).enumerated().map { index, pair in
        let (column, content) = pair
        let text = NumberText.cut(content, to: Self.longestCell)
        return index == 0
          ? "<th scope=\"row\" class=\"text\" title=\"\(text)\">\(text)</th>" as Markup
          : "<td class=\"\(column.alignment.rawValue)\(text.count > Self.longestLine ? " long" : "")\">\(text)</td>"
      }
      return "<tr>\(cells)</tr>" as Markup
    }
    return """
      <div class="table" role="region" aria-label="\(caption)" tabindex="0"><table>
      <thead><tr>\(head)</tr></thead>
      <tbody>
      \(body)
      </tbody>
      </table></div>
      """
  }
}
