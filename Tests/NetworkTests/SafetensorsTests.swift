import Files
import Foundation
import TestSupport
import Testing

@testable import Network

@Suite struct SafetensorsTests {
  let folder: TemporaryFolder
  var path: String { folder.path("weights.safetensors") }

  init() throws { folder = try TemporaryFolder() }

  /// A file of a given header and data.
  func file(_ header: String, data: [UInt8] = [], length: UInt64? = nil) -> Data {
    withUnsafeBytes(of: (length ?? UInt64(header.utf8.count)).littleEndian) { Data($0) } + Data(header.utf8)
      + Data(data)
  }

  func message(of data: Data) throws -> String {
    try data.write(to: URL(fileURLWithPath: path))
    let error = #expect(throws: WeightsError.self) { try Safetensors.read(path) }
    let text = try #require(error).description
    #expect(text.hasPrefix(path) && text.contains("; ") && !text.contains("\n"))
    return text
  }

  /// What is written comes back: names with quotes and accents, scalars, empty tensors, integers.
  @Test func roundTrip() throws {
    let tensors: [(name: String, tensor: StoredTensor)] = [
      ("conv.weight", StoredTensor(shape: [2, 3], values: [1, -2, 3.5, .infinity, 0, -0.0])),
      ("strange \"näme\"\\\n", StoredTensor(shape: [1], values: [7])),
      ("count", StoredTensor(shape: [], elements: .int64([1 << 60 + 1]))),
      ("empty", StoredTensor(shape: [0, 4], values: [])),
    ]
    try Safetensors.write(tensors, to: path, metadata: ["format": "pt", "näme": "[\"a\\\n\"]"])
    #expect(try Safetensors.metadata(of: path) == ["format": "pt", "näme": "[\"a\\\n\"]"])
    let read = try Safetensors.read(path)
    #expect(read == Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, $0.tensor) }))
    #expect(try folder.names() == ["weights.safetensors"])
  }

  /// Other element types widen or round to single precision.
  @Test func otherElementTypes() throws {
    let header = """
      {"h":{"dtype":"F16","shape":[4],"data_offsets":[0,8]},"b":{"dtype":"BF16","shape":[1],"data_offsets":[8,10]},\
      "d":{"dtype":"F64","shape":[1],"data_offsets":[10,18]},"i":{"dtype":"I64","shape":[1],"data_offsets":[18,26]}}
      """
    var data: [UInt8] = []
    for half in [UInt16(0x3C00), 0xC248, 0x0001, 0x7C00] { data += [UInt8(half & 255), UInt8(half >> 8)] }
    data += [0xC0, 0x3F]
    withUnsafeBytes(of: (-2.5).bitPattern.littleEndian) { data += Array($0) }
    withUnsafeBytes(of: Int64(-3).littleEndian) { data += Array($0) }
    try file(header, data: data).write(to: URL(fileURLWithPath: path))
    let tensors = try Safetensors.read(path)
    #expect(tensors["h"]?.values == [1, -3.140625, 0x1p-24, .infinity])
    #expect(tensors["b"]?.values == [1.5])
    #expect(tensors["d"]?.values == [-2.5])
    #expect(tensors["i"]?.elements == .int64([-3]))
  }

  /// Each lie of a header gets an error that names what is wrong, never a crash or a wrong tensor.
  @Test(arguments: [
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 0, "0 bytes of data, expected 4"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 5, "5 bytes of data, expected 4"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, 4, "tensor a: data_offsets are [0, 4], expected 8"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, 4, "tensor a: data_offsets are [4, 0]"),
    (#"{"a":{"dtype":"Q7","shape":[1],"data_offsets":[0,4]}}"#, 4, "tensor a: has dtype Q7, expected one of F64"),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
      8, "tensor a only once"
    ),
    (#"{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 4, "field dtype only once"),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}"#,
      6, "tensor b: begins at byte 2 of the data, expected 4"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[6,10]}}"#,
      10, "tensor b: begins at byte 6"
    ),
    (#"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, 4, "a whole number in a shape"),
    (#"{"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,4]}}"#, 4, "a whole number"),
    (#"{"a":{"dtype":"F32","shape":[9223372036854775807,8],"data_offsets":[0,4]}}"#, 4, "tensor a: its shape"),
    (#"{"a":{"dtype":"F32","shape":[1]}}"#, 4, "dtype, shape and data_offsets of tensor a"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1}}"#, 4, "not x"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}"#, 4, "two data_offsets"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}"#, 4, "a comma or the end of an object"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}x"#, 4, "the end of the header"),
    ("[1]", 0, "an object"), ("{\"a", 0, "the end of a string"),
  ])
  func badHeaders(header: String, dataBytes: Int, expected: String) throws {
    let text = try message(of: file(header, data: [UInt8](repeating: 0, count: dataBytes)))
    #expect(text.contains(expected), "\(text)")
  }

  /// The length of the header is not trusted.
  @Test(arguments: [UInt64(0), 1, 100, 1 << 40, .max]) func lyingLength(_ length: UInt64) throws {
    let text = try message(of: file("{}", length: length))
    #expect(text.contains("says that its header has \(length) bytes"))
  }

  @Test func shortAndMissingFiles() throws {
    #expect(try message(of: Data([1, 2, 3])).contains("has 3 bytes"))
    let error = #expect(throws: WeightsError.self) { try Safetensors.read("/nowhere/x.safetensors") }
    #expect(try #require(error).description.contains("No such file"))
    let writing = #expect(throws: WritingError.self) {
      try Safetensors.write([("a", StoredTensor(shape: [1], values: [1]))], to: "/nowhere/x.safetensors")
    }
    #expect(try #require(writing).description.contains("cannot be written"))
  }
}
