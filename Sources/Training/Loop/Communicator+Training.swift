import Communication
import Files

extension Communicator {
  /// The output folder that all ranks use: the given one, or a new one that the first rank names. Collective.
  func agreedOutputPath(_ given: String?) throws -> String {
    if let given { return given }
    let bytes = try broadcast(bytes: Array(RunFolder.defaultPath().utf8), for: "the name of the output folder")
    return String(decoding: bytes, as: UTF8.self)
  }
}
