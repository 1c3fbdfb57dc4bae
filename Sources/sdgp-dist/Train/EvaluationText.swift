import Files
import Foundation
import Training

/// An evaluation as a terminal shows it.
struct EvaluationText {
  let lines: [String]

  /// Classes that are listed where there are more of them than fit on a screen.
  private static let mostClasses = 30
  private static let fewestClasses = 20
  private static let longestName = 30

  init(_ evaluation: Evaluation, weights: SavedWeights) {
    let accuracy = String(format: "test accuracy %.2f%%, ", 100 * evaluation.accuracy)
    let top5 = evaluation.top5Accuracy.map { String(format: "top-5 %.2f%%, ", 100 * $0) } ?? ""
    let loss = String(format: "test loss %.4f, %d images", evaluation.loss, evaluation.samples)
    lines =
      ["\(weights.path)\(weights.choice.map { ", the weights of \($0)" } ?? ""), on \(evaluation.dataset)"]
      + [accuracy + top5 + loss] + Self.table(evaluation.classResults)
  }

  private static func table(_ classes: [Evaluation.ClassResult]) -> [String] {
    let isShortened = classes.count > mostClasses
    // Of many classes the weakest are what a reader looks for.
    let weakest = classes.filter { $0.samples > 0 }.enumerated()
      .sorted { ($0.element.accuracy ?? 1, $0.offset) < ($1.element.accuracy ?? 1, $1.offset) }
      .prefix(fewestClasses).map(\.element)
    let rows = (isShortened ? Array(weakest) : classes).map { result in
      [
        String(result.name.prefix(longestName)), "\(result.samples)",
        result.accuracy.map { String(format: "%.1f%%", 100 * $0) } ?? "",
        result.mistakenFor.map { "\($0.prefix(longestName)) (\(result.mistakes))" } ?? "",
      ]
    }
    let table = TextTable(rows: [["class", "images", "accuracy", "most often taken for"]] + rows, leftColumns: [0, 3])
    let note = "the \(rows.count) of \(classes.count) classes with the lowest accuracy; --json FILE holds all:"
    return (isShortened ? [note] : []) + table.lines
  }
}
