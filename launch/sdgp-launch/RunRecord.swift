import Foundation

/// `config.json` in an output folder, which a training writes when it begins there or goes on.
struct RunRecord: Equatable {
  /// The step of the checkpoint that the run was continued from; 0 where it was not.
  let continuedFrom: Int
  /// When it was written, to tell one attempt's from the next one's.
  private let modified: Date

  /// Nil where there is none.
  init?(folder: String) {
    struct Contents: Decodable {
      var continuedFrom: Int?
    }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let path = folder + "/config.json"
    guard let data = FileManager.default.contents(atPath: path),
      let contents = try? decoder.decode(Contents.self, from: data),
      let modified = try? FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
    else { return nil }
    (continuedFrom, self.modified) = (contents.continuedFrom ?? 0, modified)
  }
}
