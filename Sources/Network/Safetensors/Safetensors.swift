import Files

/// Files in the safetensors format: the length of a JSON header (8 bytes, little endian), the header, the tensors' bytes.
///
///     | length | {"name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, ...} | bytes |
public enum Safetensors {
  /// Reads all tensors of a file; F64, F16 and BF16 become single precision.
  ///
  /// Throws `WeightsError` for whatever the format does not allow.
  public static func read(_ path: String) throws -> [String: StoredTensor] {
    let file = try SafetensorsFile(path)
    return try file.header.entries.reduce(into: [:]) { $0[$1.name] = try file.tensor($1) }
  }

  /// What a file says of itself beside its tensors.
  ///
  /// Throws as `read` does.
  public static func metadata(of path: String) throws -> [String: String] {
    try SafetensorsFile(path).header.metadata
  }

  /// Writes tensors in the given order, integers first so that all are aligned.
  ///
  /// The file is whole or absent. Throws `WritingError`.
  public static func write(
    _ tensors: [(name: String, tensor: StoredTensor)], to path: String, metadata: [String: String] = [:]
  ) throws {
    let ordered =
      tensors.filter { $0.tensor.elementType == .int64 } + tensors.filter { $0.tensor.elementType != .int64 }
    let file = try WholeFile(path)
    try file.append(SafetensorsHeader.encoded(ordered, metadata: metadata))
    for (_, tensor) in ordered {
      switch tensor.elements {
      case .float32(let values): try values.withUnsafeBytes { try file.append($0) }
      case .int64(let values): try values.withUnsafeBytes { try file.append($0) }
      }
    }
    try file.commit()
  }
}
