import Files
import Foundation
import TestSupport
import Testing

@testable import Datasets

@Suite struct PackedTests {
  let folder: TemporaryFolder
  let packed: PackedSet
  var source: NumberedImages { packed.source }
  static let names = PackedSet.names

  init() throws {
    folder = try TemporaryFolder()
    packed = try PackedSet(in: folder)
  }

  @Test("A packed file gives back its images, classes and statistics")
  func roundTrip() throws {
    let dataset = try Dataset.open(folder.path)
    #expect(dataset.classNames == Self.names)
    #expect((0..<7).map(dataset.test.label) == Array(0..<7))
    for index in 0..<7 { #expect(try dataset.training.pixels(index) == source.pixels(index)) }
    let statistics = try ChannelStatistics(of: source)
    #expect(dataset.defaultMean == statistics.mean)
    #expect(dataset.defaultStandardDeviation == statistics.standardDeviation)
  }

  @Test("A file that is dropped before it is complete leaves nothing behind")
  func dropped() throws {
    let whole = try folder.bytes("train.packed")
    do {
      let writer = try PackedWriter(path: folder.path("train.packed"), height: 1, width: 1, channels: 1, classNames: [])
      try writer.append(PackedImage(pixels: [1], channels: 1), label: 0)
    }
    #expect(try folder.bytes("train.packed") == whole)
    #expect(try folder.names().sorted() == ["test.packed", "train.packed"])
  }

  /// Where a lie stands, the byte that it puts there and where the error must point.
  static let lies: [[Int]] = [
    [0, 0, 0], [8, 4, 8], [12, 0, 12], [12, 7, 4913], [12, 5, 40], [14, 1, 12], [16, 0, 16], [16, 4, 40],
    [19, 0x80, 16], [20, 2, 20], [20, 0, 20], [20, 1, 40], [24, 0, 24], [24, 6, 4894], [27, 0xff, 24], [32, 0, 32],
    [32, 6, 40], [32, 8, 4913], [33, 0xff, 32], [39, 0x80, 32], [40, 0, 40], [47, 0xff, 40], [48, 1, 48], [56, 1, 56],
    [66, 0x80, 64], [83, 0xff, 80], [4096 + 630 + 16, 9, 4742], [4096 + 630 + 19, 0xff, 4742],
  ]

  @Test("Every lie of the header is found, its checksums made true", arguments: lies)
  func falseHeader(_ lie: [Int]) throws {
    var bytes = try folder.bytes("train.packed")
    bytes[lie[0]] = UInt8(lie[1])
    if lie[0] == 66 { bytes[67] = 0x7f }
    PackedSet.reseal(&bytes)
    try folder.write(bytes, to: "train.packed")
    let error = try #require(folder.openingError())
    #expect(error.file == folder.path("train.packed"))
    #expect(error.position == lie[2], "\(error)")
  }

  @Test("Each changed byte of header, index and names is found by a checksum")
  func changedByte() throws {
    let whole = try folder.bytes("train.packed")
    for position in Array(0..<4096) + Array(4726..<whole.count) {
      var bytes = whole
      bytes[position] ^= 1
      #expect(throws: DataError.self, "byte \(position)") {
        try PackedImages(FileContents(name: "train.packed", bytes: bytes))
      }
    }
  }

  @Test("A changed byte of an image is found when it is read")
  func changedPixel() throws {
    let whole = try folder.bytes("train.packed")
    for position in [4096, 4300, 4725] {
      var bytes = whole
      bytes[position] ^= 1
      let images = try PackedImages(FileContents(name: "train.packed", bytes: bytes))
      for index in 0..<7 where index != (position - 4096) / 90 { _ = try images.pixels(index) }
      #expect(throws: DataError.self) { try images.pixels((position - 4096) / 90) }
    }
  }

  @Test("A file that is cut while it is in use is said, where a mapped one would end the process")
  func cutInUse() throws {
    let training = try Dataset.open(folder.path).training
    _ = try training.pixels(6)
    truncate(folder.path("train.packed"), 4096 + 90)
    let error = #expect(throws: DataError.self) { try training.pixels(6) }
    #expect(try #require(error).problem.contains("ends here"))
  }

  @Test("Truncated and lengthened files are refused", arguments: [0, 1, 100, 4095, 4096, 4500, 4726, -1, -2000])
  func size(_ size: Int) throws {
    let whole = try folder.bytes("train.packed")
    try folder.write(
      size < 0 ? whole + [UInt8](repeating: 0, count: -size) : Array(whole[..<size]), to: "train.packed")
    #expect(try #require(folder.openingError()).file == folder.path("train.packed"))
  }

  @Test("A file of the first version says that the images are to be packed again, whatever its checksums")
  func firstVersion() throws {
    var bytes = try folder.bytes("train.packed")
    bytes[8] = 1
    try folder.write(bytes, to: "train.packed")
    let error = try #require(folder.openingError())
    #expect(error.problem == "the header says version 1, expected version 3" && error.hint.contains("pack the images"))
  }

  @Test("Parts that do not belong together are refused")
  func parts() throws {
    func set(height: Int = 6, names: [String] = Self.names, label: Int = 0) throws -> TemporaryFolder {
      let other = try TemporaryFolder()
      let pixels = try NumberedImages(count: 1, height: height).pixels(0)
      let writers = try ["train.packed", "test.packed"].map { file in
        let writer = try PackedWriter(
          path: other.path(file), height: height, width: 5, channels: 3, classNames: names)
        try writer.append(PackedImage(pixels: pixels, channels: 3), label: label)
        return writer
      }
      try PackedWriter.commit(training: writers[0], test: writers[1])
      return other
    }
    func problem(_ other: TemporaryFolder) throws -> String {
      try folder.write(other.bytes("test.packed"), to: "test.packed")
      return try #require(folder.openingError()).problem
    }
    #expect(try problem(set(height: 7)).contains("expected 6 as for training"))
    #expect(try problem(set(names: Self.names.reversed())).contains("class names"))
    // All that is written of them agrees, as with a set made again with another seed.
    #expect(try problem(set(label: 1)) == "train.packed and test.packed are not of one set")
    try folder.remove("test.packed")
    #expect(try #require(folder.openingError()).file == folder.path("test.packed"))
  }
}
