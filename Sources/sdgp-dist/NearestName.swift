/// What someone may have meant who misspelt a name.
enum NearestName {
  /// The name of `names` that takes the fewest changes to come to from `text`; nil where none is near.
  static func of(_ text: String, among names: [String]) -> String? {
    let nearest = names.map { (name: $0, changes: changes(from: text.lowercased(), to: $0.lowercased())) }
      .min { $0.changes < $1.changes }
    guard let nearest, nearest.changes <= max(1, text.count / 3) else { return nil }
    return nearest.name
  }

  /// The fewest insertions, removals, replacements and swaps of neighbours that lead from one text to the other.
  private static func changes(from text: String, to name: String) -> Int {
    let (from, to) = (Array(text), Array(name))
    var rows = [Array(0...to.count)]
    for (row, letter) in from.enumerated() {
      var next = [row + 1]
      for (column, other) in to.enumerated() {
        var least = min(rows[row][column + 1] + 1, next[column] + 1, rows[row][column] + (letter == other ? 0 : 1))
        if row > 0, column > 0, letter == to[column - 1], from[row - 1] == other {
          least = min(least, rows[row - 1][column - 1] + 1)
        }
        next.append(least)
      }
      rows.append(next)
    }
    return rows[from.count][to.count]
  }
}
