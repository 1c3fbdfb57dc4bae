/// Rows of text in columns.
public struct TextTable {
  public let lines: [String]

  /// - Parameters:
  ///   - rows: each with as many cells as the first.
  ///   - leftColumns: the columns that are flush left; the others are flush right.
  public init(rows: [[String]], leftColumns: Set<Int> = [0]) {
    let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    lines = rows.map { row in
      let line = zip(row, widths).enumerated().map { column, cell in
        let padding = String(repeating: " ", count: cell.1 - cell.0.count)
        return leftColumns.contains(column) ? cell.0 + padding : padding + cell.0
      }.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
  }
}
