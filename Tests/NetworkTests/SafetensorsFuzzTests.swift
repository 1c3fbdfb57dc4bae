import TestSupport
import Testing

@testable import Network

/// If this fails, damaged or hostile weights end a run by a trap, or take all memory.
@Suite struct SafetensorsFuzzTests {
  @Test func safetensors() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("weights")
    try Safetensors.write(
      [
        ("a.weight", StoredTensor(shape: [2, 3], values: [1, 2, 3, 4, 5, 6])),
        ("näme\n", StoredTensor(shape: [1], values: [7])), ("empty", StoredTensor(shape: [0, 4], values: [])),
        ("count", StoredTensor(shape: [], elements: .int64([5]))),
      ], to: path, metadata: ["format": "pt"])
    var fuzzer = Fuzzer(
      [try folder.bytes("weights")],
      words: [
        "\"F64\"", "\"F16\"", "\"BF16\"", "\"I64\"", "9223372036854775807", "99999999999999999999", "-1", "[", "]", "{",
        "}", ",", "\"", "\\u0000", "\\ud800", "\"data_offsets\":[0,4]", "\"shape\":[4294967296,4294967296]",
      ])
    try fuzzer.run("safetensors", isExpected: { $0 is WeightsError }) { path, _ in _ = try Safetensors.read(path) }
  }
}
