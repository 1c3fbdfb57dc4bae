import Files

/// A safetensors file whose header has been read and checked; its tensors are read one by one.
struct SafetensorsFile {
  let header: SafetensorsHeader
  private let file: ReadableFile

  /// Throws `WeightsError` for whatever is no regular file or the format does not allow.
  init(_ path: String) throws {
    file = try Self.wrapping { () throws(ReadingError) in try ReadableFile(path) }
    header = try SafetensorsHeader(of: file)
  }

  /// The tensor of `entry`, which is one of the header's. Throws `WeightsError`.
  func tensor(_ entry: SafetensorsHeader.Entry) throws -> StoredTensor {
    let bytes = try Self.wrapping { () throws(ReadingError) in
      try file.bytes(header.dataStart + entry.begin..<header.dataStart + entry.end)
    }
    return StoredTensor(shape: entry.shape, elements: entry.type.elements(bytes))
  }

  /// Runs `body`, whose error becomes a `WeightsError`.
  static func wrapping<Result>(_ body: () throws(ReadingError) -> Result) throws -> Result {
    do {
      return try body()
    } catch {
      let place = error.position.map { "byte \($0): " } ?? ""
      throw WeightsError(error.path, place + error.problem, hint: error.hint)
    }
  }
}
