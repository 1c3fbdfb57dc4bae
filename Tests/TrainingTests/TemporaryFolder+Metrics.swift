import Foundation
import TestSupport

extension TemporaryFolder {
  struct Line: Decodable {
    var step: Int
    var loss: Double?
  }

  /// The lines of the run's metrics.jsonl.
  func metrics() throws -> [Line] {
    try text("metrics.jsonl").split(separator: "\n").map {
      try JSONDecoder().decode(Line.self, from: Data($0.utf8))
    }
  }
}
