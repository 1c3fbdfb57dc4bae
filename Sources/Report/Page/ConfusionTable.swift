import Files
import Foundation

/// What a run's network took images of each class for, from its `confusion.csv`: a table where the classes fit on a page,
/// else the most frequent errors.
struct ConfusionTable {
  private static let mostClasses = 30
  private static let mostPairs = 20

  let names: [String]
  /// A row for each label.
  let counts: [[Int]]

  /// - Throws: `ReadingError` where the file at `path` is no such table.
  static func read(_ path: String) throws(ReadingError) -> ConfusionTable {
    let file = try ReadableFile(path)
    let hint = "write it again with `sdgp-dist evaluate RUN --confusion RUN/confusion.csv`, or remove it"
    guard file.size < 1 << 26 else { throw ReadingError(path, "has \(file.size) bytes, too many to show", hint: hint) }
    let text = String(decoding: try file.bytes(0..<file.size), as: UTF8.self)
    guard let rows = CommaSeparatedValues.rows(of: text), let names = rows.first?.dropFirst(), !names.isEmpty,
      rows.count == names.count + 1
    else { throw ReadingError(path, "is no table of classes", hint: hint) }
    var counts: [[Int]] = []
    for row in rows.dropFirst() {
      let numbers = row.dropFirst().compactMap { Int($0) }
      guard numbers.count == names.count, numbers.allSatisfy({ (0...1 << 40).contains($0) }) else {
        throw ReadingError(path, "is no table of classes", hint: hint)
      }
      counts.append(numbers)
    }
    return ConfusionTable(names: Array(names), counts: counts)
  }

  /// - Parameter run: the run's name.
  func section(run: String) -> Markup {
    """
    <section><h2>What \(run) took its test images for</h2>
    \(names.count <= Self.mostClasses ? matrix : pairs)
    </section>
    """
  }

  private var matrix: Markup {
    let rows = zip(names, counts).map { name, row in [name] + row.map { $0 == 0 ? "" : "\($0)" } }
    let columns =
      [Table.Column(title: "class, taken for")] + names.map { Table.Column(title: $0, alignment: .number) }
    return Table(caption: "Images of each class by the class that they were taken for", columns: columns, rows: rows)
      .markup
  }

  private var pairs: Markup {
    let errors = counts.enumerated().flatMap { label, row in
      row.enumerated().filter { $0.offset != label && $0.element > 0 }.map { (label, $0.offset, $0.element) }
    }
    let rows = errors.sorted { ($1.2, $0.0, $0.1) < ($0.2, $1.0, $1.1) }.prefix(Self.mostPairs).map { error in
      let total = counts[error.0].reduce(0, +)
      return [names[error.0], names[error.1], "\(error.2)", NumberText.percent(Double(error.2) / Double(total))]
    }
    let columns =
      [Table.Column(title: "class"), Table.Column(title: "taken for")]
      + ["images", "of the class"].map { Table.Column(title: $0, alignment: .number) }
    return """
      <p>The most frequent errors among \(names.count) classes.</p>
      \(Table(caption: "The most frequent errors", columns: columns, rows: rows).markup)
      """
  }
}
