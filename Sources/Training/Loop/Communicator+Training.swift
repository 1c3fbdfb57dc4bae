import Communication
import Files

extension Communicator {
  /// The output folder that all ranks use: the given one, or a new one that the first rank makes. Collective.
  func agreedOutputPath(_ given: String?) throws -> String {
    if let given { return given }
    let path = try collectively(for: "the output folder") { rank == 0 ? try RunFolder.makeNew() : "" }
    return try agreed(path, for: "the name of the output folder")
  }

  /// The text of the first rank, on every rank. Collective.
  func agreed(_ text: String, for purpose: StaticString) throws -> String {
    String(decoding: try broadcast(bytes: Array(text.utf8), for: purpose), as: UTF8.self)
  }
}
