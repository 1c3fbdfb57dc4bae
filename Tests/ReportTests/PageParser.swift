import FoundationXML
import Foundation
import Report

/// A page, read as XML; what it holds by element.
final class PageParser: NSObject, XMLParserDelegate {
  private(set) var isWellFormed = false
  /// Rows of cells, of all tables.
  private(set) var rows: [[String]] = []
  private(set) var headings: [String] = []
  private(set) var elements: [String: Int] = [:]
  /// Drawings without the title and the description that their label names.
  private(set) var unlabelled = 0
  private var identifiers: Set<String> = []
  private var labels: [String] = []
  private var text = ""

  init(_ html: String) {
    super.init()
    let parser = XMLParser(data: Data(html.utf8))
    parser.delegate = self
    isWellFormed = parser.parse()
    unlabelled = labels.count { !identifiers.contains($0) }
  }

  convenience init(_ folders: [String]) throws {
    self.init(ReportPage(try RunRecord.read(RunFinder.folders(in: folders))).html)
  }

  /// The cells after the first one of the row that starts with `name`.
  func row(_ name: String) -> [String]? { rows.first { $0.first == name }.map { Array($0.dropFirst()) } }

  /// The row of titles of the table whose first title is `first`.
  func titles(_ first: String) -> [String]? { rows.first { $0.first == first } }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    elements[name, default: 0] += 1
    if let identifier = attributes["id"] { identifiers.insert(identifier) }
    labels += (attributes["aria-labelledby"] ?? "").split(separator: " ").map(String.init)
    text = ""
    if name == "tr" { rows.append([]) }
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }

  func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
    if name == "th" || name == "td" { rows[rows.count - 1].append(text) }
    if name == "h2" || name == "figcaption" { headings.append(text) }
  }
}
