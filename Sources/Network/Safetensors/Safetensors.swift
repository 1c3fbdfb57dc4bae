import Foundation

/// Files in the safetensors format: the length of a JSON header (8 bytes, little endian), the header, the tensors' bytes.
///
///     | length | {"name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, ...} | bytes |
public enum Safetensors {
  /// Reads all tensors of a file; F32, F64, F16, BF16 and I64 become single precision.
  ///
  /// Throws `WeightsError` for whatever the format does not allow.
  public static func read(_ path: String) throws -> [String: StoredTensor] {
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0, let data = try? FileHandle(fileDescriptor: descriptor, closeOnDealloc: true).readToEnd()
    else {
      throw WeightsError(path, "cannot be read (\(systemReason()))", hint: "check the path and its permissions")
    }
    let header = try SafetensorsHeader(of: data, path: path)
    var tensors: [String: StoredTensor] = [:]
    for entry in header.entries {
      let bytes = data[
        data.startIndex + header.dataStart + entry.begin..<data.startIndex + header.dataStart + entry.end]
      tensors[entry.name] = StoredTensor(
        shape: entry.shape, values: entry.type.values(bytes), elementType: entry.type == .int64 ? .int64 : .float32)
    }
    return tensors
  }

  /// Writes tensors in the given order, integers first so that all are aligned.
  ///
  /// The file appears under its name only when it is whole: it is written beside it, flushed to disk and renamed. Throws
  /// `WeightsError`.
  public static func write(
    _ tensors: [(name: String, tensor: StoredTensor)], to path: String, metadata: [String: String] = [:]
  ) throws {
    let ordered =
      tensors.filter { $0.tensor.elementType == .int64 } + tensors.filter { $0.tensor.elementType == .float32 }
    let temporary = "\(path).\(ProcessInfo.processInfo.processIdentifier).partial"
    do {
      let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
      guard descriptor >= 0 else { throw unwritable(path) }
      let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
      try file.write(contentsOf: SafetensorsHeader.encoded(ordered, metadata: metadata))
      for entry in ordered { try file.write(contentsOf: entry.tensor.bytes) }
      try file.synchronize()
      try file.close()
      guard rename(temporary, path) == 0 else { throw unwritable(path) }
    } catch {
      let failure = error as? WeightsError ?? unwritable(path)
      unlink(temporary)
      throw failure
    }
  }

  private static func unwritable(_ path: String) -> WeightsError {
    WeightsError(path, "cannot be written (\(systemReason()))", hint: "check the folder and the free space")
  }

  /// The system's words for the last failed call.
  private static func systemReason() -> String { String(cString: strerror(errno)) }
}

extension StoredTensor {
  /// The values as the file holds them.
  fileprivate var bytes: Data {
    switch elementType {
    case .float32: values.withUnsafeBytes { Data($0) }
    case .int64: values.map { Int64($0).littleEndian }.withUnsafeBytes { Data($0) }
    }
  }
}
