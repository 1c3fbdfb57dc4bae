import Communication
import Exchange
import Files

extension Communicator {
  /// Compares what decides which collective calls a training begins with, before the first of them. Collective.
  ///
  /// - Throws: `Failure` on every rank where one is another program, continues where others start, or has a folder where
  ///   others are to be given one.
  func verifyCourse(of recipe: Recipe) throws {
    func text(_ isGiven: Bool) -> String { isGiven ? "given" : "not given" }
    try collectively(for: "the comparison of settings") {
      try Agreement.verify(
        [
          ("version", version), ("--resume", text(recipe.checkpoints.resumes)),
          ("--output", text(recipe.output != nil)),
        ], over: self)
    }
  }

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
