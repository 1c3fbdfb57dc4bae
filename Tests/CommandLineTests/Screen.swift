import Foundation

/// What a terminal of a number of columns shows: lines, carriage returns, erased lines, and the wrap at the last column.
struct Screen {
  private(set) var lines: [[Character]] = [[]]
  /// How often a text was broken at the last column.
  private(set) var wraps = 0
  private let columns: Int
  private var row = 0
  private var column = 0
  private var escape: String?

  init(columns: Int) { self.columns = columns }

  var text: [String] { lines.map { String($0).trimmingCharacters(in: .whitespaces) } }

  mutating func take(_ output: String) {
    for scalar in output.unicodeScalars {
      if let sequence = escape {
        escape = sequence + String(scalar)
        if scalar.properties.isAlphabetic {
          // Whatever else were used would have to be understood here.
          precondition(escape == "[K", "An escape sequence that is not known: \(escape!)")
          lines[row].removeSubrange(min(column, lines[row].count)...)
          escape = nil
        }
        continue
      }
      switch scalar {
      case "\u{1B}": escape = ""
      case "\r": column = 0
      case "\n":
        row += 1
        if row == lines.count { lines.append([]) }
      default: put(Character(scalar))
      }
    }
  }

  private mutating func put(_ character: Character) {
    if column == columns {
      wraps += 1
      (row, column) = (row + 1, 0)
      if row == lines.count { lines.append([]) }
    }
    while lines[row].count <= column { lines[row].append(" ") }
    lines[row][column] = character
    column += 1
  }
}
