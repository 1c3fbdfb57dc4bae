import Foundation
import TestSupport

extension TemporaryFolder {
  struct Line: Decodable {
    var step: Int
    var loss: Double?
  }

  /// The lines of the metrics.jsonl of the run in `folder`.
  func metrics(of folder: String = ".") throws -> [Line] {
    try text("\(folder)/metrics.jsonl").split(separator: "\n").map {
      try JSONDecoder().decode(Line.self, from: Data($0.utf8))
    }
  }
}
